//! Boot information: one type, whatever the loader.

use core::error::Error;
use core::fmt::{self, Display, Formatter};
use core::ops::Range;
use core::str::{self, Utf8Error};

use arrayvec::ArrayVec;

use super::{Framebuffer, MemoryMap};

/// What a loader says, copied out of its tables: nothing here refers to its memory.
///
/// All addresses are physical.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootInfo {
    /// The loader's name, for people.
    pub loader: &'static str,
    /// What lies where in memory.
    pub memory: MemoryMap,
    /// The kernel's command line.
    pub command_line: Text,
    /// Where the root pointer of the ACPI tables is, if the loader knows.
    pub rsdp: Option<u64>,
    /// Files that were loaded with the kernel, in the loader's order.
    pub modules: ArrayVec<Module, { BootInfo::MODULES }>,
    /// A screen that is on, if there is one.
    pub framebuffer: Option<Framebuffer>,
}

impl BootInfo {
    /// As many modules are told of; a loader's further ones are left out, but stay in
    /// [`memory`](Self::memory).
    pub const MODULES: usize = 8;

    /// What a loader of this name says that knows nothing else.
    pub const fn new(loader: &'static str) -> Self {
        Self {
            loader,
            memory: MemoryMap::new(),
            command_line: Text::new(),
            rsdp: None,
            modules: ArrayVec::new_const(),
            framebuffer: None,
        }
    }
}

/// A text of bounded length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    bytes: ArrayVec<u8, { Text::CAPACITY }>,
    cut: bool,
}

impl Text {
    /// The most bytes that are kept: so many QEMU's loader has room for, with a zero at
    /// their end. A longer command line overwrites what else that loader has to say.
    pub const CAPACITY: usize = 4095;

    /// No text.
    pub const fn new() -> Self {
        Self {
            bytes: ArrayVec::new_const(),
            cut: false,
        }
    }

    /// The text that these bytes are, up to the first zero.
    pub fn from_bytes(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut text = Self::new();
        let mut bytes = bytes.into_iter().take_while(|byte| *byte != 0);
        text.bytes.extend(bytes.by_ref().take(Self::CAPACITY));
        text.cut = bytes.next().is_some();
        text
    }

    /// The text.
    ///
    /// # Errors
    ///
    /// If it is not UTF-8, or not whole.
    pub fn as_str(&self) -> Result<&str, TextError> {
        if self.cut {
            return Err(TextError::TooLong);
        }
        str::from_utf8(&self.bytes).map_err(TextError::NotUtf8)
    }
}

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// There are more than [`Text::CAPACITY`].
    TooLong,
    /// They are not UTF-8.
    NotUtf8(Utf8Error),
}

impl Display for TextError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "longer than {} bytes", Text::CAPACITY),
            Self::NotUtf8(error) => write!(f, "not UTF-8: {error}"),
        }
    }
}

impl Error for TextError {}

/// A file that was loaded with the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Where its bytes lie.
    pub place: Range<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_with_a_zero_or_the_bytes() {
        for bytes in [&b"a b"[..], b"a b\0c", b"a b\0"] {
            let text = Text::from_bytes(bytes.iter().copied());
            assert_eq!(text.as_str(), Ok("a b"));
        }
        let other = Text::from_bytes([0xff]);
        assert!(matches!(other.as_str(), Err(TextError::NotUtf8(_))));
    }

    #[test]
    fn a_text_that_was_cut_is_none() {
        let of = |length| Text::from_bytes(core::iter::repeat_n(b'x', length));
        let longest = of(Text::CAPACITY);
        assert_eq!(longest.as_str().map(str::len), Ok(Text::CAPACITY));
        assert_eq!(of(Text::CAPACITY + 1).as_str(), Err(TextError::TooLong));
    }
}
