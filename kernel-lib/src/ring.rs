//! A ring of bytes.

/// At most `N` bytes, a power of two, first in, first out. It belongs to one at a time: a lock is its user's.
///
/// If whoever puts bytes in or takes some out is stopped in the middle of it, for good, what
/// the ring then has is what it had before or after.
#[derive(Debug)]
pub struct Ring<const N: usize> {
    bytes: [u8; N],
    /// How many bytes have been put in, and taken out; the difference is at most `N`.
    put: usize,
    taken: usize,
}

impl<const N: usize> Ring<N> {
    /// An empty one.
    pub const fn new() -> Self {
        const {
            assert!(
                N.is_power_of_two(),
                "places follow from counts that come round"
            )
        };
        Self {
            bytes: [0; N],
            put: 0,
            taken: 0,
        }
    }

    /// Puts as many of the bytes in as there is room for, and returns how many.
    pub fn put(&mut self, bytes: &[u8]) -> usize {
        let room = N - self.put.wrapping_sub(self.taken);
        let bytes = &bytes[..bytes.len().min(room)];
        for (index, byte) in bytes.iter().enumerate() {
            self.bytes[self.put.wrapping_add(index) % N] = *byte;
        }
        self.put = self.put.wrapping_add(bytes.len());
        bytes.len()
    }

    /// The first bytes: as many as lie one after the other, and none only if it is empty.
    pub fn first(&self) -> &[u8] {
        let start = self.taken % N;
        let length = self.put.wrapping_sub(self.taken);
        &self.bytes[start..N.min(start + length)]
    }

    /// Takes the first `count` bytes out, of which there are so many.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    pub fn take(&mut self, count: usize) {
        let length = self.put.wrapping_sub(self.taken);
        assert!(count <= length, "{count} of {length} bytes are taken");
        self.taken = self.taken.wrapping_add(count);
    }

    /// Takes the first byte out, if there is one.
    pub fn take_byte(&mut self) -> Option<u8> {
        let byte = *self.first().first()?;
        self.take(1);
        Some(byte)
    }
}

impl<const N: usize> Default for Ring<N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    #[test]
    fn what_is_put_in_comes_out_in_order() {
        let mut ring = Ring::<8>::new();
        // The numbers come round, too: 8 divides their range.
        (ring.put, ring.taken) = (usize::MAX - 20, usize::MAX - 20);
        let mut expected = VecDeque::new();
        let mut next = 0_u8;
        for round in 0..200 {
            let bytes: Vec<u8> = (0..round % 11).map(|it| next.wrapping_add(it)).collect();
            let put = ring.put(&bytes);
            assert_eq!(put, bytes.len().min(8 - expected.len()));
            expected.extend(&bytes[..put]);
            next = next.wrapping_add(put as u8);
            let first = ring.first();
            assert_eq!(first.is_empty(), expected.is_empty());
            let begin: Vec<u8> = expected.iter().copied().take(first.len()).collect();
            assert_eq!(first, begin);
            let count = first.len().min(round as usize % 4);
            ring.take(count);
            expected.drain(..count);
        }
        while let Some(byte) = ring.take_byte() {
            assert_eq!(Some(byte), expected.pop_front());
        }
        assert!(expected.is_empty() && ring.first().is_empty());
    }

    #[test]
    #[should_panic(expected = "3 of 2 bytes")]
    fn more_than_there_is_cannot_be_taken() {
        let mut ring = Ring::<8>::new();
        assert_eq!(ring.put(&[1, 2]), 2);
        ring.take(3);
    }
}
