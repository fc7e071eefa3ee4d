//! A line that somebody types.

use core::str;

/// What has been typed of a line: at most `N` bytes of ASCII.
#[derive(Debug)]
pub struct Typed<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

/// What the terminal is to show of a byte that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing: it was no text, or there is no room for it.
    Nothing,
    /// The character.
    Character(char),
    /// That the last character is gone.
    Erased,
    /// That the line has ended.
    End,
}

impl<const N: usize> Typed<N> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            bytes: [0; N],
            length: 0,
        }
    }

    /// Takes the next byte. After [`Shown::End`] the line is whole.
    pub fn take(&mut self, byte: u8) -> Shown {
        const BACKSPACE: u8 = 0x08;
        const DELETE: u8 = 0x7f;
        match byte {
            b'\r' | b'\n' => Shown::End,
            BACKSPACE | DELETE if self.length > 0 => {
                self.length -= 1;
                Shown::Erased
            }
            b' '..DELETE if self.length < N => {
                self.bytes[self.length] = byte;
                self.length += 1;
                Shown::Character(char::from(byte))
            }
            _ => Shown::Nothing,
        }
    }

    /// The line so far.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..self.length]).expect("ASCII is UTF-8")
    }
}

impl<const N: usize> Default for Typed<N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> (Typed<4>, Vec<Shown>) {
        let mut line = Typed::new();
        let shown = bytes.iter().map(|byte| line.take(*byte)).collect();
        (line, shown)
    }

    #[test]
    fn a_line_ends_and_can_be_corrected() {
        let (line, shown) = typed(b"\x7fab\x08\x7f\x7fc d\r");
        assert_eq!(line.as_str(), "c d");
        use Shown::{Character, Erased, Nothing};
        let (a, b) = (Character('a'), Character('b'));
        assert_eq!(shown[..6], [Nothing, a, b, Erased, Erased, Nothing]);
        assert_eq!(shown[9..], [Shown::End]);
    }

    #[test]
    fn what_is_no_text_or_too_much_is_left_out() {
        let (line, shown) = typed(b"a\x1b\xc3b\0cde\n");
        assert_eq!(line.as_str(), "abcd");
        assert_eq!(shown.iter().filter(|it| **it == Shown::Nothing).count(), 4);
    }
}
