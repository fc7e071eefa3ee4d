//! Memory that is not atomic.

use crate::execution::Holds;
use crate::run::{ObjectId, access_cell, drop_cell, events, set_name, under_way};
use core::panic::Location;

/// Memory that is reached through a shared reference, and that something else
/// keeps free of data races. The explorer reports accesses that race.
///
/// To drop it is to write to it. (`std`'s `Arc` drops what it holds after whatever its
/// other owners have done, and that is known.)
///
/// Its contents are in real memory. A cell in a static is given its value back
/// after each execution; any other belongs to one execution.
#[derive(Debug, Default)]
pub struct UnsafeCell<T: ?Sized> {
    // In front of the value, so that the drop is judged before the value is dropped.
    id: CellId,
    value: core::cell::UnsafeCell<T>,
}

/// What a cell is, to the run that uses it.
#[derive(Debug)]
struct CellId(ObjectId);

impl CellId {
    const fn new() -> Self {
        Self(ObjectId::new(Holds::Unsigned))
    }
}

impl Default for CellId {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for CellId {
    fn drop(&mut self) {
        drop_cell(&self.0);
    }
}

impl<T> UnsafeCell<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self {
            id: CellId::new(),
            value: core::cell::UnsafeCell::new(value),
        }
    }

    /// The value. This is a write, as far as races go.
    #[track_caller]
    pub fn into_inner(self) -> T {
        self.accessed(true, Location::caller());
        self.value.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// It is called this from now on in the execution that this is called in, in
    /// messages and tables.
    pub fn set_name(&self, name: impl AsRef<str>) {
        set_name(&self.id.0, name.as_ref());
    }

    /// Reads through the pointer that `access` is given.
    ///
    /// Another thread that writes to it, neither before nor after this in
    /// happens-before, is a failure of the execution.
    #[track_caller]
    pub fn with<F: FnOnce(*const T) -> U, U>(&self, access: F) -> U {
        self.during(false, Location::caller(), |value| access(value))
    }

    /// Writes through the pointer that `access` is given.
    ///
    /// Another thread that accesses it, neither before nor after this in
    /// happens-before, is a failure of the execution.
    #[track_caller]
    pub fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
        self.during(true, Location::caller(), access)
    }

    /// The value, which nobody else can reach. This is a write, as far as races go:
    /// what makes the reference unique may have forgotten to synchronize.
    #[track_caller]
    pub fn get_mut(&mut self) -> &mut T {
        self.accessed(true, Location::caller());
        self.value.get_mut()
    }

    /// An access that may go on for several steps of the thread: it races with what
    /// comes before its end and after its beginning.
    fn during<U>(
        &self,
        write: bool,
        at: &'static Location<'static>,
        access: impl FnOnce(*mut T) -> U,
    ) -> U {
        self.accessed(write, at);
        let before = events();
        let result = under_way(&self.id.0, write, at, || access(self.value.get()));
        if events() != before {
            self.accessed(write, at);
        }
        result
    }

    fn accessed(&self, write: bool, at: &'static Location<'static>) {
        let size = core::mem::size_of_val(&self.value);
        access_cell(&self.id.0, self.value.get().cast(), size, write, at);
    }
}
