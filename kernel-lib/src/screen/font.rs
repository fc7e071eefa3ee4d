//! The letters, and how they are told from each other when they are read back.

use font8x8::legacy::BASIC_LEGACY;

/// Pixels of a letter in a row.
pub const CELL_WIDTH: u32 = 8;
/// Rows of a letter, two for each of the font's.
pub const CELL_HEIGHT: u32 = 16;

/// What stands where a byte has no letter.
const UNKNOWN: [u8; 8] = [0xff; 8];

/// The rows of a byte's letter, each to be drawn twice; the lowest bit is the leftmost pixel.
pub fn glyph(byte: u8) -> [u8; 8] {
    match byte {
        b' '..=b'~' => BASIC_LEGACY[usize::from(byte)],
        _ => UNKNOWN,
    }
}

/// The byte whose letter has these `rows`, as [`glyph`] gives them.
pub fn letter(rows: [u8; 8]) -> Option<u8> {
    (b' '..=b'~').find(|&byte| glyph(byte) == rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_read_as_itself() {
        for byte in b' '..=b'~' {
            assert_eq!(letter(glyph(byte)), Some(byte));
        }
        for byte in [0, b'\n', 0x7f, 0x80, 0xff] {
            assert_eq!(letter(glyph(byte)), None);
        }
    }

    #[test]
    fn a_letter_with_another_pixel_is_not_that_letter() {
        for byte in b' '..=b'~' {
            for (row, bit) in (0..8).flat_map(|row| (0..8).map(move |bit| (row, bit))) {
                let mut rows = glyph(byte);
                rows[row] ^= 1 << bit;
                assert_ne!(letter(rows), Some(byte));
            }
        }
    }
}
