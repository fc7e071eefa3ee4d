//! Releasing without a token.

use crate::raw::RawLock;

/// A lock that can be released without the token of its acquisition: for kernels in which
/// one piece of code acquires and another releases, as across a context switch, and for
/// interfaces that hand no token on, as `lock_api` 0.4.
///
/// ```
/// use latchwork_lock::{ForceUnlock, RawLock, TicketLock};
///
/// let lock: TicketLock = TicketLock::new();
/// let token = lock.lock();
/// core::mem::forget(token);
/// // SAFETY: the lock is held by the acquisition above, whose token is not used.
/// unsafe { lock.force_unlock() };
/// assert!(!lock.is_locked());
/// ```
///
/// # Safety
///
/// Where a caller may call it, [`holders_token`](Self::holders_token) returns a token that
/// [`unlock`](RawLock::unlock) takes as it takes that of the acquisition. To drop or forget
/// a token of this lock does nothing.
pub unsafe trait ForceUnlock: RawLock {
    /// The token of the acquisition that holds the lock, made anew.
    ///
    /// # Safety
    ///
    /// - The lock is held, and its acquisition happens before this call.
    /// - The caller stands for the holder: of this token and that of the acquisition, one
    ///   is passed to [`unlock`](RawLock::unlock), and the other is not used again.
    /// - If tokens are `!Send`, this is the CPU that acquired.
    unsafe fn holders_token(&self) -> Self::Token;

    /// Gives the lock up, whoever has its token.
    ///
    /// # Panics
    ///
    /// In builds with debug assertions, if the lock is free. What else breaks the contract
    /// below is not noticed.
    ///
    /// # Safety
    ///
    /// - The lock is held, and its acquisition happens before this call.
    /// - The caller stands for the holder: the token of the acquisition is not used again,
    ///   and nobody uses what the lock protects on its strength any more.
    /// - If tokens are `!Send`, this is the CPU that acquired.
    #[inline]
    #[track_caller]
    unsafe fn force_unlock(&self) {
        debug_assert!(
            self.is_locked(),
            "force_unlock of a lock that nobody holds: it was released before, or never taken"
        );
        // SAFETY: as the caller promises; the token is passed to `unlock` below.
        let token = unsafe { self.holders_token() };
        // SAFETY: the token is that of this lock's holder, who uses nothing on its strength
        // any more.
        unsafe { self.unlock(token) };
    }
}
