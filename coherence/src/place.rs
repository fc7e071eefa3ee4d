//! Where a word is in the host's memory.

use core::sync::atomic::Ordering::{Relaxed, SeqCst};
use core::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64};

/// Where a word is, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    address: *mut u8,
    bytes: u8,
}

impl Place {
    /// The word at `address`.
    ///
    /// # Safety
    ///
    /// While the place is used there is an atomic of `bytes` bytes, 1, 2, 4 or 8, at
    /// `address`.
    pub(crate) unsafe fn new(address: *mut u8, bytes: usize) -> Self {
        Self {
            address,
            bytes: bytes as u8,
        }
    }

    pub(crate) fn address(self) -> usize {
        self.address as usize
    }

    /// What is there.
    pub(crate) fn load(self) -> u64 {
        // Relaxed, all: the machine's order of services is the program's only order, and
        // all of it happens on one thread of the host.
        match self.atomic() {
            Atomic::U8(it) => it.load(Relaxed).into(),
            Atomic::U16(it) => it.load(Relaxed).into(),
            Atomic::U32(it) => it.load(Relaxed).into(),
            Atomic::U64(it) => it.load(Relaxed),
        }
    }

    /// Writes the low bits of `bits`.
    pub(crate) fn store(self, bits: u64) {
        // Relaxed, all: the machine's order of services is the program's only order, and
        // all of it happens on one thread of the host.
        match self.atomic() {
            Atomic::U8(it) => it.store(bits as u8, Relaxed),
            Atomic::U16(it) => it.store(bits as u16, Relaxed),
            Atomic::U32(it) => it.store(bits as u32, Relaxed),
            Atomic::U64(it) => it.store(bits, Relaxed),
        }
    }

    /// Changes the word at once, if `change` makes anything of it; the value before is the
    /// result.
    pub(crate) fn update(self, change: &mut dyn FnMut(u64) -> Option<u64>) -> u64 {
        let mut before = self.load();
        while let Some(after) = change(before) {
            match self.exchange(before, after) {
                Ok(_) => break,
                Err(other) => before = other,
            }
        }
        before
    }

    /// Writes `new` if `current` is there.
    fn exchange(self, current: u64, new: u64) -> Result<u64, u64> {
        macro_rules! exchange {
            ($atomic:ident, $value:ident) => {
                // SeqCst, both: outside a simulation it stands for any of core's.
                $atomic
                    .compare_exchange(current as $value, new as $value, SeqCst, SeqCst)
                    .map(u64::from)
                    .map_err(u64::from)
            };
        }
        match self.atomic() {
            Atomic::U8(it) => exchange!(it, u8),
            Atomic::U16(it) => exchange!(it, u16),
            Atomic::U32(it) => exchange!(it, u32),
            Atomic::U64(it) => exchange!(it, u64),
        }
    }

    fn atomic<'a>(self) -> Atomic<'a> {
        macro_rules! at {
            ($atomic:ident) => {
                // SAFETY: who made the place promised that there is an atomic of this size
                // while the place is used.
                unsafe { $atomic::from_ptr(self.address.cast()) }
            };
        }
        match self.bytes {
            1 => Atomic::U8(at!(AtomicU8)),
            2 => Atomic::U16(at!(AtomicU16)),
            4 => Atomic::U32(at!(AtomicU32)),
            _ => Atomic::U64(at!(AtomicU64)),
        }
    }
}

/// The atomic at a place.
enum Atomic<'a> {
    U8(&'a AtomicU8),
    U16(&'a AtomicU16),
    U32(&'a AtomicU32),
    U64(&'a AtomicU64),
}
