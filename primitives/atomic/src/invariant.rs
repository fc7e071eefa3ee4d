//! What a value keeps while nobody is working on it.

/// A value with an invariant.
///
/// Whoever owns the value may break the invariant for a while; when the value
/// is given up, it must hold. Builds for a checker look at that at every
/// [`UnsafeCell::push`](crate::UnsafeCell::push) of a cell made by
/// [`UnsafeCell::checked`](crate::UnsafeCell::checked); in other builds nothing
/// of it is left.
pub trait Invariant {
    /// Whether it holds.
    ///
    /// # Errors
    ///
    /// What is wrong with the value, if it does not.
    fn invariant(&self) -> Result<(), &'static str>;
}
