//! A screen whose pixels lie in memory, and whether what a loader says of it can be true.

use core::error::Error;
use core::fmt::{self, Display, Formatter};

/// A screen whose pixels lie in memory, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framebuffer {
    /// The first pixel's address.
    pub address: u64,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Bytes from a row to the next.
    pub pitch: u32,
    /// Bytes of a pixel.
    pub pixel: u8,
    /// Where red is in a pixel.
    pub red: Channel,
    /// Where green is in a pixel.
    pub green: Channel,
    /// Where blue is in a pixel.
    pub blue: Channel,
}

impl Framebuffer {
    /// The most pixels in a row, and the most rows.
    pub const LONGEST: u32 = 1 << 15;

    /// The bytes from its first pixel to the end of its last row.
    ///
    /// # Errors
    ///
    /// Whatever makes it a screen that cannot be: see [`FramebufferError`].
    pub fn bytes(&self) -> Result<u64, FramebufferError> {
        let sides = [self.width, self.height];
        if !sides.iter().all(|side| (1..=Self::LONGEST).contains(side)) {
            return Err(FramebufferError::Size {
                width: self.width,
                height: self.height,
            });
        }
        if !(2..=4).contains(&self.pixel) {
            return Err(FramebufferError::Pixel(self.pixel));
        }
        let bits = 8 * u32::from(self.pixel);
        let channels = [self.red, self.green, self.blue];
        let within = |it: &Channel| u32::from(it.shift) + u32::from(it.bits) <= bits;
        if !channels.iter().all(|it| it.bits > 0 && within(it)) {
            return Err(FramebufferError::Channels);
        }
        let row = self.width * u32::from(self.pixel);
        // A pixel of 4 bytes is written at once.
        let whole = self.pixel != 4 || self.pitch.is_multiple_of(4);
        if self.pitch < row || !whole {
            return Err(FramebufferError::Pitch {
                pitch: self.pitch,
                row,
            });
        }
        let bytes = u64::from(self.pitch) * u64::from(self.height);
        let aligned = self.pixel != 4 || self.address.is_multiple_of(4);
        if self.address == 0 || !aligned || self.address.checked_add(bytes).is_none() {
            return Err(FramebufferError::Address(self.address));
        }
        Ok(bytes)
    }

    /// The pixel of a grey between 0, which is black, and 255.
    pub fn grey(&self, level: u8) -> u32 {
        let channels = [self.red, self.green, self.blue].into_iter();
        channels.fold(0, |pixel, it| pixel | it.scaled(level))
    }
}

/// The bits of a pixel that one colour has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The lowest.
    pub shift: u8,
    /// How many.
    pub bits: u8,
}

impl Channel {
    /// The one whose bits are set in `mask`; none if they do not stand side by side.
    pub fn of_mask(mask: u32) -> Option<Self> {
        let shift = mask.checked_shr(mask.trailing_zeros())?;
        let one_run = shift & shift.wrapping_add(1) == 0;
        one_run.then_some(Self {
            shift: mask.trailing_zeros() as u8,
            bits: mask.count_ones() as u8,
        })
    }

    /// Its bits of a pixel, for a colour of that strength. It lies in the pixel.
    fn scaled(self, level: u8) -> u32 {
        let most = (1_u64 << self.bits) - 1;
        ((most * u64::from(level) / 255) << self.shift) as u32
    }
}

/// Why what a loader says of a screen cannot be true, or is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FramebufferError {
    /// It has no pixels, or more than [`Framebuffer::LONGEST`] in a row or column.
    Size {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// A pixel has so many bytes.
    Pixel(u8),
    /// A colour has no bits in a pixel, or bits outside of it.
    Channels,
    /// A row is longer than the way to the next, or its pixels would not be aligned.
    Pitch {
        /// Bytes from a row to the next.
        pitch: u32,
        /// Bytes of a row's pixels.
        row: u32,
    },
    /// It is not aligned, lies at 0, or goes beyond the last address.
    Address(u64),
    /// It lies where the memory map has RAM.
    Ram,
}

impl Display for FramebufferError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { width, height } => write!(f, "it has {width} x {height} pixels"),
            Self::Pixel(bytes) => write!(f, "its pixels have {bytes} bytes"),
            Self::Channels => f.write_str("its colours lie outside of its pixels"),
            Self::Pitch { pitch, row } => {
                write!(f, "its rows of {row} bytes are {pitch} bytes apart")
            }
            Self::Address(address) => write!(f, "it is at {address:#x}"),
            Self::Ram => f.write_str("it lies in RAM"),
        }
    }
}

impl Error for FramebufferError {}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A screen that can be.
    pub(crate) fn good() -> Framebuffer {
        let channel = |shift| Channel { shift, bits: 8 };
        Framebuffer {
            address: 0x8000_0000,
            width: 640,
            height: 400,
            pitch: 2560,
            pixel: 4,
            red: channel(16),
            green: channel(8),
            blue: channel(0),
        }
    }

    #[test]
    fn a_screen_that_can_be_has_its_bytes() {
        assert_eq!(good().bytes(), Ok(1_024_000));
        let padded = Framebuffer {
            pitch: 4096,
            ..good()
        };
        assert_eq!(padded.bytes(), Ok(4096 * 400));
    }

    #[test]
    fn absurd_sizes_are_refused() {
        for (width, height) in [(0, 1), (1, 0), (32769, 1), (1, 32769), (u32::MAX, u32::MAX)] {
            let absurd = Framebuffer {
                width,
                height,
                ..good()
            };
            let error = FramebufferError::Size { width, height };
            assert_eq!(absurd.bytes(), Err(error));
        }
        let why = FramebufferError::Size {
            width: 0,
            height: 7,
        };
        assert_eq!(why.to_string(), "it has 0 x 7 pixels");
    }

    #[test]
    fn absurd_pitches_are_refused() {
        for pitch in [0, 2559, 2561] {
            let absurd = Framebuffer { pitch, ..good() };
            let error = FramebufferError::Pitch { pitch, row: 2560 };
            assert_eq!(absurd.bytes(), Err(error));
        }
    }

    #[test]
    fn absurd_pixels_and_colours_are_refused() {
        for pixel in [0, 1, 5, 255] {
            let absurd = Framebuffer { pixel, ..good() };
            assert_eq!(absurd.bytes(), Err(FramebufferError::Pixel(pixel)));
        }
        for (shift, bits) in [(0, 0), (25, 8), (255, 255), (0, 33)] {
            let red = Channel { shift, bits };
            let absurd = Framebuffer { red, ..good() };
            assert_eq!(absurd.bytes(), Err(FramebufferError::Channels));
        }
    }

    #[test]
    fn absurd_addresses_are_refused() {
        for address in [0, 2, u64::MAX - 3] {
            let absurd = Framebuffer { address, ..good() };
            assert_eq!(absurd.bytes(), Err(FramebufferError::Address(address)));
        }
    }

    #[test]
    fn a_mask_is_a_channel_if_its_bits_stand_together() {
        let channel = |shift, bits| Some(Channel { shift, bits });
        assert_eq!(Channel::of_mask(0xff00), channel(8, 8));
        assert_eq!(Channel::of_mask(0xf800), channel(11, 5));
        assert_eq!(Channel::of_mask(u32::MAX), channel(0, 32));
        assert_eq!(Channel::of_mask(0x8000_0000), channel(31, 1));
        for wrong in [0, 0b101, 0xff00_00ff] {
            assert_eq!(Channel::of_mask(wrong), None, "{wrong:#x}");
        }
    }

    #[test]
    fn a_grey_has_as_much_of_each_colour() {
        assert_eq!(good().grey(255), 0x00ff_ffff);
        assert_eq!(good().grey(0), 0);
        let channel = |shift, bits| Channel { shift, bits };
        let small = Framebuffer {
            pixel: 2,
            red: channel(11, 5),
            green: channel(5, 6),
            blue: channel(0, 5),
            ..good()
        };
        assert_eq!(small.grey(255), 0xffff);
    }
}
