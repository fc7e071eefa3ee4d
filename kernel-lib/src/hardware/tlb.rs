//! Translations that a CPU has kept.

/// The calling CPU's translation lookaside buffer: what it has looked up in page tables, and uses
/// without looking again.
///
/// Any CPU may call it in any context, for itself: what others keep is a matter of
/// [`Shootdown`](super::Shootdown).
///
/// # Safety
///
/// Whoever implements it promises what the functions say: memory is used anew on the strength of
/// it.
pub unsafe trait Tlb: Sync {
    /// This CPU forgets what it has kept of the page at `page`, in the address space that it is
    /// in. Its accesses after this call use what the tables say, as they are at the call or
    /// later.
    fn forget(&self, page: u64);

    /// This CPU forgets all that it has kept, of every page of every space.
    fn forget_all(&self);
}
