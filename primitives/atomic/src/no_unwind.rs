//! Calls that must not unwind.

/// Ends the program if a panic unwinds past it: for a call of somebody else's code in whose
/// middle a lock cannot be left as it is.
///
/// Such a panic is followed by one that says `why`, in a destructor, which aborts. Of a call
/// that cannot panic nothing is left. Under a checker it does nothing: there the panic is
/// what is to be shown.
///
/// ```
/// use latchwork_atomic::NoUnwind;
///
/// let armed = NoUnwind::new("a callback panicked, and its caller cannot go on");
/// // what might panic
/// armed.over();
/// ```
#[derive(Debug)]
#[must_use = "a panic that comes after it has been dropped unwinds"]
pub struct NoUnwind {
    why: &'static str,
}

impl NoUnwind {
    /// From here on no panic unwinds; `why` is said if one would.
    #[inline(always)]
    pub const fn new(why: &'static str) -> Self {
        Self { why }
    }

    /// The call has returned.
    #[inline(always)]
    pub const fn over(self) {
        core::mem::forget(self);
    }
}

impl Drop for NoUnwind {
    // A panic in a destructor, while another is under way, aborts.
    #[cold]
    #[inline(never)]
    fn drop(&mut self) {
        if !cfg!(any(loom, shuttle, explore)) {
            panic!("{}", self.why);
        }
    }
}
