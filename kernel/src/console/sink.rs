//! Where the console's bytes go.

/// Something that shows bytes.
pub(super) trait Sink {
    /// Takes as many of the bytes, from the first on, as it can without waiting, and returns
    /// how many.
    fn write(&mut self, bytes: &[u8]) -> usize;
}
