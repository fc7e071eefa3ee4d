//! A page of text: from the top to the bottom, and from the top again.

use super::font::{CELL_HEIGHT, CELL_WIDTH, glyph};
use crate::boot::{Framebuffer, FramebufferError};

/// How bright the letters are.
const INK: u8 = 0xc0;

/// A page of text.
///
/// It is only ever written: reading a screen's memory is slow. So nothing scrolls: after
/// the last row comes the first, and the row below the one that is written is blank.
#[derive(Debug)]
pub struct TextScreen<P> {
    form: Framebuffer,
    pixels: P,
    columns: u32,
    rows: u32,
}

/// The memory in which a screen's pixels lie.
pub trait Pixels {
    /// Writes the lowest `bytes` bytes of `pixel`, the lowest first, `at` bytes behind the
    /// first pixel: one pixel of the screen's form. If it has 4 bytes, `at` is a multiple
    /// of 4.
    fn put(&self, at: usize, pixel: u32, bytes: u8);
}

/// Where the next letter comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// From the left; one past the last column if the row is full.
    pub column: u16,
    /// From the top.
    pub row: u16,
}

impl<P: Pixels> TextScreen<P> {
    /// A page on the screen of that form, with its `pixels`. Nothing is written.
    ///
    /// # Errors
    ///
    /// If the form is none that can be, or has no room for two rows of letters.
    pub fn new(form: Framebuffer, pixels: P) -> Result<Self, FramebufferError> {
        form.bytes()?;
        let (columns, rows) = (form.width / CELL_WIDTH, form.height / CELL_HEIGHT);
        if columns < 1 || rows < 2 {
            return Err(FramebufferError::Size {
                width: form.width,
                height: form.height,
            });
        }
        Ok(Self {
            form,
            pixels,
            columns,
            rows,
        })
    }

    /// Makes it all blank.
    pub fn clear(&self) {
        self.fill(0..self.form.height);
    }

    /// Writes `bytes` from `at` on, and says where it has ended. A row that is full goes on
    /// in the next; a newline does, too, and other control characters are left out.
    pub fn write(&self, at: Cursor, bytes: &[u8]) -> Cursor {
        let (mut column, mut row) = (u32::from(at.column), u32::from(at.row) % self.rows);
        for &byte in bytes {
            if byte == b'\n' || column >= self.columns && !byte.is_ascii_control() {
                column = 0;
                row = (row + 1) % self.rows;
                let below = (row + 1) % self.rows * CELL_HEIGHT;
                self.fill(below..below + CELL_HEIGHT);
            }
            if !byte.is_ascii_control() {
                self.draw(column, row, byte);
                column += 1;
            }
        }
        // A screen has at most `Framebuffer::LONGEST` pixels in a row.
        Cursor {
            column: column as u16,
            row: row as u16,
        }
    }

    fn draw(&self, column: u32, row: u32, byte: u8) {
        let (ink, paper) = (self.form.grey(INK), self.form.grey(0));
        let lines = glyph(byte);
        for y in 0..CELL_HEIGHT {
            let line = lines[(y / 2) as usize];
            for x in 0..CELL_WIDTH {
                let lit = line >> x & 1 == 1;
                let pixel = if lit { ink } else { paper };
                self.put(column * CELL_WIDTH + x, row * CELL_HEIGHT + y, pixel);
            }
        }
    }

    /// Makes whole rows of pixels blank.
    fn fill(&self, rows: core::ops::Range<u32>) {
        let paper = self.form.grey(0);
        for y in rows {
            for x in 0..self.form.width {
                self.put(x, y, paper);
            }
        }
    }

    fn put(&self, x: u32, y: u32, pixel: u32) {
        debug_assert!(x < self.form.width && y < self.form.height);
        let bytes = self.form.pixel;
        let at = y as usize * self.form.pitch as usize + x as usize * usize::from(bytes);
        self.pixels.put(at, pixel, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boot::Channel;
    use crate::screen::letter;
    use core::cell::RefCell;

    const PITCH: u32 = 4 * 96;
    const HEIGHT: u32 = 70;

    /// A screen in the test's own memory: 10 columns and 4 rows, and some pixels beside.
    struct Paper {
        form: Framebuffer,
        bytes: RefCell<Vec<u8>>,
    }

    impl Pixels for &Paper {
        fn put(&self, at: usize, pixel: u32, bytes: u8) {
            let bytes = usize::from(bytes);
            let place = &mut self.bytes.borrow_mut()[at..at + bytes];
            place.copy_from_slice(&pixel.to_le_bytes()[..bytes]);
        }
    }

    impl Paper {
        fn new(pixel: u8) -> Self {
            let channel = |shift| Channel { shift, bits: 5 };
            let form = Framebuffer {
                address: 0x8000_0000,
                width: 10 * CELL_WIDTH + 3,
                height: 4 * CELL_HEIGHT + 5,
                pitch: PITCH,
                pixel,
                red: channel(0),
                green: channel(5),
                blue: channel(10),
            };
            let bytes = RefCell::new(vec![u8::MAX; (PITCH * HEIGHT) as usize]);
            Self { form, bytes }
        }

        /// A blank page on it.
        fn screen(&self) -> TextScreen<&Self> {
            let screen = TextScreen::new(self.form, self).expect("is a screen");
            screen.clear();
            screen
        }

        fn lit(&self, x: u32, y: u32) -> bool {
            let at = y * self.form.pitch + x * u32::from(self.form.pixel);
            self.bytes.borrow()[at as usize] != 0
        }

        /// What is read from the row, blanks at its end left out.
        fn row(&self, row: u32) -> String {
            let cell = |column: u32| {
                let rows = core::array::from_fn(|line| {
                    let y = row * CELL_HEIGHT + 2 * line as u32;
                    (0..CELL_WIDTH).fold(0, |bits, x| {
                        bits | u8::from(self.lit(column * CELL_WIDTH + x, y)) << x
                    })
                });
                letter(rows).map_or('?', char::from)
            };
            let text: String = (0..10).map(cell).collect();
            text.trim_end().to_owned()
        }

        fn rows(&self) -> [String; 4] {
            core::array::from_fn(|row| self.row(row as u32))
        }
    }

    #[test]
    fn what_is_written_is_read_back_from_pixels_of_each_size() {
        for pixel in [2, 3, 4] {
            let paper = Paper::new(pixel);
            let screen = paper.screen();
            let end = screen.write(Cursor::default(), b"CPUs up\n{\"a\":1}");
            assert_eq!(end, Cursor { column: 7, row: 1 });
            assert_eq!(paper.rows(), ["CPUs up", "{\"a\":1}", "", ""]);
        }
    }

    #[test]
    fn a_row_that_is_full_goes_on_in_the_next() {
        let paper = Paper::new(4);
        let screen = paper.screen();
        let end = screen.write(Cursor::default(), b"0123456789");
        assert_eq!(end, Cursor { column: 10, row: 0 });
        screen.write(end, b"\tab\r\nc");
        assert_eq!(paper.rows(), ["0123456789", "ab", "c", ""]);
    }

    #[test]
    fn after_the_last_row_comes_the_first_and_the_next_is_blank() {
        let paper = Paper::new(4);
        let screen = paper.screen();
        let mut at = Cursor::default();
        for line in ["one", "two", "three", "four", "five"] {
            at = screen.write(at, line.as_bytes());
            at = screen.write(at, b"\n");
        }
        assert_eq!(paper.rows(), ["five", "", "", "four"]);
    }

    #[test]
    fn nothing_beside_the_screen_is_written() {
        let paper = Paper::new(4);
        let screen = paper.screen();
        let mut at = Cursor::default();
        for _ in 0..20 {
            at = screen.write(at, b"~~~~~~~~~~~~\n\xff");
        }
        let form = paper.form;
        for (index, &byte) in paper.bytes.borrow().iter().enumerate() {
            let (x, y) = (index as u32 % PITCH / 4, index as u32 / PITCH);
            let beside = x >= form.width || y >= form.height;
            assert_eq!(byte == u8::MAX, beside, "{x} {y}");
        }
    }

    #[test]
    fn a_cursor_that_is_nowhere_does_no_harm() {
        let paper = Paper::new(4);
        let screen = paper.screen();
        let nowhere = Cursor {
            column: u16::MAX,
            row: u16::MAX,
        };
        let end = screen.write(nowhere, b"x");
        assert!(end.row < 4 && end.column == 1);
    }

    #[test]
    fn a_screen_without_room_is_refused() {
        let paper = Paper::new(4);
        for (width, height) in [(7, 64), (80, 31)] {
            let form = Framebuffer {
                width,
                height,
                ..paper.form
            };
            assert!(TextScreen::new(form, &paper).is_err());
        }
    }
}
