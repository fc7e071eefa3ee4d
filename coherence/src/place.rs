//! Where a word is in the host's memory.

use core::sync::atomic::Ordering::SeqCst;
use core::sync::atomic::{AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64};

/// What a word is to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    U8,
    U16,
    U32,
    U64,
    Pointer,
}

impl Shape {
    /// An integer of so many bytes.
    pub(crate) const fn integer(bytes: usize) -> Self {
        match bytes {
            1 => Self::U8,
            2 => Self::U16,
            4 => Self::U32,
            _ => Self::U64,
        }
    }
}

/// Where a word is, and what it is.
///
/// All accesses are sequentially consistent: a run is one thread of the host, and whatever
/// ordering its programs ask for, threads beside it may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    address: *mut u8,
    shape: Shape,
}

impl Place {
    /// The word at `address`.
    ///
    /// # Safety
    ///
    /// Whenever the place is read or written there is an atomic of this shape at `address`.
    pub(crate) unsafe fn new(address: *mut u8, shape: Shape) -> Self {
        Self { address, shape }
    }

    pub(crate) fn address(self) -> usize {
        self.address as usize
    }

    /// What is there. A pointer's provenance is exposed.
    pub(crate) fn load(self) -> u64 {
        // SeqCst, all: see the type.
        match self.atomic() {
            Atomic::U8(it) => it.load(SeqCst).into(),
            Atomic::U16(it) => it.load(SeqCst).into(),
            Atomic::U32(it) => it.load(SeqCst).into(),
            Atomic::U64(it) => it.load(SeqCst),
            Atomic::Pointer(it) => it.load(SeqCst).expose_provenance() as u64,
        }
    }

    /// Writes the low bits of `bits`.
    pub(crate) fn store(self, bits: u64) {
        // SeqCst, all: see the type.
        match self.atomic() {
            Atomic::U8(it) => it.store(bits as u8, SeqCst),
            Atomic::U16(it) => it.store(bits as u16, SeqCst),
            Atomic::U32(it) => it.store(bits as u32, SeqCst),
            Atomic::U64(it) => it.store(bits, SeqCst),
            Atomic::Pointer(it) => it.store(pointer(bits), SeqCst),
        }
    }

    /// Changes the word at once, if `change` makes anything of it; the value before is the
    /// result.
    pub(crate) fn update(self, change: &mut dyn FnMut(u64) -> Option<u64>) -> u64 {
        let mut before = self.load();
        while let Some(after) = change(before) {
            match self.exchange(before, after) {
                Ok(()) => break,
                Err(other) => before = other,
            }
        }
        before
    }

    /// Writes `new` if `current` is there; otherwise what is there is the error.
    fn exchange(self, current: u64, new: u64) -> Result<(), u64> {
        macro_rules! exchange {
            ($atomic:ident, $value:ident) => {
                // SeqCst, both: see the type.
                $atomic
                    .compare_exchange(current as $value, new as $value, SeqCst, SeqCst)
                    .map(drop)
                    .map_err(u64::from)
            };
        }
        match self.atomic() {
            Atomic::U8(it) => exchange!(it, u8),
            Atomic::U16(it) => exchange!(it, u16),
            Atomic::U32(it) => exchange!(it, u32),
            Atomic::U64(it) => exchange!(it, u64),
            // SeqCst, both: see the type.
            Atomic::Pointer(it) => it
                .compare_exchange(pointer(current), pointer(new), SeqCst, SeqCst)
                .map(drop)
                .map_err(|other| other.expose_provenance() as u64),
        }
    }

    fn atomic<'a>(self) -> Atomic<'a> {
        macro_rules! at {
            ($atomic:ident) => {
                // SAFETY: who made the place promised that there is an atomic of this shape
                // whenever the place is used.
                unsafe { $atomic::from_ptr(self.address.cast()) }
            };
        }
        match self.shape {
            Shape::U8 => Atomic::U8(at!(AtomicU8)),
            Shape::U16 => Atomic::U16(at!(AtomicU16)),
            Shape::U32 => Atomic::U32(at!(AtomicU32)),
            Shape::U64 => Atomic::U64(at!(AtomicU64)),
            Shape::Pointer => Atomic::Pointer(at!(AtomicPtr)),
        }
    }
}

/// The pointer of these bits: whatever a run has written or read is exposed.
pub(crate) fn pointer<T>(bits: u64) -> *mut T {
    core::ptr::with_exposed_provenance_mut(bits as usize)
}

/// The atomic at a place.
enum Atomic<'a> {
    U8(&'a AtomicU8),
    U16(&'a AtomicU16),
    U32(&'a AtomicU32),
    U64(&'a AtomicU64),
    Pointer(&'a AtomicPtr<u8>),
}
