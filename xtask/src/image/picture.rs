//! Text that is read from a picture of a screen, by the kernel's own letters.

use latchwork_kernel_lib::screen::{CELL_HEIGHT, CELL_WIDTH, letter};

/// What is read where no letter is.
const NO_LETTER: char = '\u{fffd}';

/// A picture as QEMU writes it: three bytes a pixel, row by row.
#[derive(Debug)]
pub(super) struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// Reads a file of the format PPM, with 256 levels of each colour; none if it is not
    /// whole.
    pub(super) fn parse(file: &[u8]) -> Option<Self> {
        // Its numbers are words, and one blank is between the last and the pixels.
        let mut words = file.splitn(5, u8::is_ascii_whitespace);
        let mut word = || words.next().and_then(|it| std::str::from_utf8(it).ok());
        (word()? == "P6").then_some(())?;
        let (width, height) = (word()?.parse().ok()?, word()?.parse().ok()?);
        (word()? == "255").then_some(())?;
        let pixels = words.next()?.to_vec();
        let bytes = usize::checked_mul(width, height)?.checked_mul(3)?;
        (pixels.len() == bytes).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    /// The rows of text on it, without the blanks at their ends.
    pub(super) fn text(&self) -> Vec<String> {
        let (columns, rows) = (
            self.width / CELL_WIDTH as usize,
            self.height / CELL_HEIGHT as usize,
        );
        let row = |row| {
            let text: String = (0..columns)
                .map(|column| self.letter(column, row))
                .collect();
            text.trim_end().to_owned()
        };
        (0..rows).map(row).collect()
    }

    fn letter(&self, column: usize, row: usize) -> char {
        let (left, top) = (column * CELL_WIDTH as usize, row * CELL_HEIGHT as usize);
        let line = |y: usize| {
            (0..CELL_WIDTH as usize).fold(0, |bits, x| bits | u8::from(self.lit(left + x, y)) << x)
        };
        let lines: [u8; 8] = std::array::from_fn(|index| line(top + 2 * index));
        // Each is there twice.
        let doubled = (0..8).all(|index| lines[index] == line(top + 2 * index + 1));
        let byte = doubled.then(|| letter(lines)).flatten();
        byte.map_or(NO_LETTER, char::from)
    }

    fn lit(&self, x: usize, y: usize) -> bool {
        let at = 3 * (y * self.width + x);
        self.pixels[at..at + 3].iter().any(|level| *level > 0x40)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_kernel_lib::boot::{Channel, Framebuffer};
    use latchwork_kernel_lib::screen::{Cursor, Pixels, TextScreen};
    use std::cell::RefCell;

    const WIDTH: u32 = 170;
    const HEIGHT: u32 = 50;

    struct Memory(RefCell<Vec<u8>>);

    impl Pixels for &Memory {
        fn put(&self, at: usize, pixel: u32, bytes: u8) {
            let bytes = usize::from(bytes);
            let pixel = &pixel.to_le_bytes()[..bytes];
            self.0.borrow_mut()[at..at + bytes].copy_from_slice(pixel);
        }
    }

    /// A file with a picture of what the kernel writes for `text`.
    fn file(text: &str) -> Vec<u8> {
        let channel = |shift| Channel { shift, bits: 8 };
        let form = Framebuffer {
            address: 4,
            width: WIDTH,
            height: HEIGHT,
            pitch: 3 * WIDTH,
            pixel: 3,
            red: channel(0),
            green: channel(8),
            blue: channel(16),
        };
        let memory = Memory(RefCell::new(vec![0; (3 * WIDTH * HEIGHT) as usize]));
        let screen = TextScreen::new(form, &memory).expect("is a screen");
        screen.write(Cursor::default(), text.as_bytes());
        let mut file = format!("P6\n{WIDTH} {HEIGHT}\n255\n").into_bytes();
        file.extend(memory.0.into_inner());
        file
    }

    fn read(file: &[u8]) -> Option<Vec<String>> {
        Picture::parse(file).map(|picture| picture.text())
    }

    #[test]
    fn what_the_kernel_writes_is_read() {
        let read = read(&file("CPUs up: 4\n@a {\"x\":1}")).expect("is a picture");
        assert_eq!(read, ["CPUs up: 4", "@a {\"x\":1}", ""]);
    }

    #[test]
    fn a_pixel_that_is_wrong_is_noticed() {
        let mut wrong = file("CPUs up: 4");
        let pixels = wrong.len() - (3 * WIDTH * HEIGHT) as usize;
        // In the first letter's second row of pixels, which repeats the first.
        wrong[pixels + (3 * WIDTH) as usize] ^= 0xff;
        let read = read(&wrong).expect("is a picture");
        assert_eq!(read[0], format!("{NO_LETTER}PUs up: 4"));
    }

    #[test]
    fn what_is_no_whole_picture_is_refused() {
        let whole = file("x");
        assert!(read(&whole[..whole.len() - 1]).is_none());
        assert!(read(&[&whole[..], b"x"].concat()).is_none());
        for wrong in [
            "",
            "P6",
            "P6\n1 1\n255",
            "P5\n1 1\n255\nabc",
            "P6\n1 1\n65535\nabc",
        ] {
            assert!(read(wrong.as_bytes()).is_none(), "{wrong}");
        }
        let absurd = format!("P6\n{} {}\n255\nabc", usize::MAX, 2);
        assert!(read(absurd.as_bytes()).is_none());
    }
}
