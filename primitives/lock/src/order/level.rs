//! Levels, and which is below which.

/// A place in a lock order. [`lock_order!`](crate::lock_order) declares it.
pub trait Level: 'static {
    /// The level with the module that declares it, for messages.
    const NAME: &'static str;
}

/// The level above all others, which no lock has: who is there holds nothing.
#[derive(Debug)]
pub enum Nothing {}

impl Level for Nothing {
    const NAME: &'static str = "Nothing";
}

/// A lock of this level may be taken while locks of level `A`, and of levels above `A`, are
/// held. [`lock_order!`](crate::lock_order) implements it, for all levels above.
///
/// # Safety
///
/// The relation is a strict order: no level is below itself, and what is below a level is
/// below whatever that is below.
#[diagnostic::on_unimplemented(
    message = "a lock of level `{Self}` is taken while one of level `{A}` may be held",
    label = "`{Self}` is not below `{A}`",
    note = "locks are taken from the top of their `lock_order!` down"
)]
pub unsafe trait Below<A: Level>: Level {}

/// While a lock of this level is held, locks of level `B` may be taken: `B` is
/// [below](Below) it. In the signature of a function, `&mut Held<impl Above<B>>` lets callers
/// come from any level above `B`.
///
/// # Safety
///
/// `B` is [below](Below) this level.
#[diagnostic::on_unimplemented(
    message = "a lock of level `{B}` is taken while one of level `{Self}` may be held",
    label = "`{B}` is not below `{Self}`",
    note = "locks are taken from the top of their `lock_order!` down",
    note = "where the level held is a parameter, it has a bound `Above<{B}>`, or is brought down first: `held.down_to::<…>()`"
)]
pub unsafe trait Above<B: Level>: Level {}

// SAFETY: `B` is below `A`, by the bound.
#[diagnostic::do_not_recommend]
unsafe impl<A: Level, B: Below<A>> Above<B> for A {}

/// This level is `A`, or below it: what [`lock_order!`](crate::lock_order) builds the order
/// of.
///
/// # Safety
///
/// The type is `A`, or implements [`Below<A>`].
#[doc(hidden)]
pub unsafe trait AtOrBelow<A: Level>: Level {}

// SAFETY: it is the type itself.
unsafe impl AtOrBelow<Nothing> for Nothing {}
