//! The quota of a container: how many units it may use, and how many it does.
//!
//! Whoever takes something for a container charges its quota first, and gives the charge
//! back when it fails or when what was taken is returned. To decide and to charge is one
//! step, under the quota's lock. In two steps, two CPUs overrun it:
//!
//! ```text
//!         CPU 0                          CPU 1
//!     1 unit is free
//!                                    1 unit is free
//!     charge 1: none is free
//!                                    charge 1: one too many is in use
//! ```

#[cfg(feature = "spec")]
mod spec;

#[cfg(feature = "spec")]
pub use spec::{QUOTA, QuotaSpec, QuotaState};

use core::error::Error;
use core::fmt::{self, Debug, Display, Formatter};
use latchwork_atomic::const_fn;
use latchwork_layer::Log;
use latchwork_lock::author::Initial;
use latchwork_lock::{Invariant, Mutex, MutexGuard, RawLock, TicketLock};

/// What happens to a quota, with what the caller was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuotaEvent {
    /// So many units were charged.
    Charge(usize),
    /// So many units were given back.
    Uncharge(usize),
    /// So many units were split off, for good.
    Split(usize),
    /// So many units were neither charged nor split off: fewer were free.
    Exhaust(usize),
    /// So many units were not given back: fewer were charged.
    Exceed(usize),
}

/// How many units a container may use (pages, for instance; what a unit is, is the
/// kernel's matter), how many it uses, and how many it has given away; behind a lock of
/// type `R`.
///
/// - **Guarantee:** no more is charged than the limit, whatever callers do; a split lowers
///   the limit by what it takes. A caller that loses a charge loses the units, and no
///   more. Who gives units back is not asked: that it is who charged them, or has them
///   from who did, is the kernel's to see to.
/// - **Waiting:** for the lock only: whoever asks for more than is free is told so at
///   once.
/// - **Cost:** of each operation, one acquisition of the lock, and a constant number of
///   steps inside. It has two words beside the lock, as [`Mutex`] lays them out.
/// - **Panics:** where the lock's `lock` does. The panic names the line that calls.
/// - **Interrupts:** what the lock says of `lock`: every operation takes it.
///
/// It refines `QuotaSpec`, whatever lock it stands on. mC2's containers (Gu et al., OSDI
/// 2016) have the operations; there a split begins a process.
///
/// ```
/// use latchwork_mem::{Exhausted, Quota};
///
/// static ROOT: Quota = Quota::new(100);
///
/// let child: Quota = ROOT.split(40)?;
/// child.charge(30)?;
/// assert_eq!(child.charge(20), Err(Exhausted { asked: 20, free: 10 }));
/// child.uncharge(30).expect("30 are charged");
/// assert_eq!((ROOT.free(), child.free()), (60, 40));
/// # Ok::<(), Exhausted>(())
/// ```
pub struct Quota<R = TicketLock> {
    account: Mutex<Account, R>,
    log: Log<QuotaEvent>,
}

/// Fewer units are free than were asked for: nothing is charged, nothing split off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// How many were asked for.
    pub asked: usize,
    /// How many were free.
    pub free: usize,
}

/// Fewer units are charged than were to be given back: nothing is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// How many were to be given back.
    pub returned: usize,
    /// How many were charged.
    pub charged: usize,
}

impl Display for Exhausted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { asked, free } = self;
        write!(f, "{asked} units were asked for, and {free} are free")
    }
}

impl Error for Exhausted {}

impl Display for Excess {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { returned, charged } = self;
        write!(
            f,
            "{returned} units were given back, and {charged} are charged"
        )
    }
}

impl Error for Excess {}

/// A container's units.
#[derive(Debug)]
struct Account {
    /// What it may use and give away: a split takes units from it.
    limit: usize,
    /// What it uses.
    used: usize,
}

impl Account {
    fn free(&self) -> usize {
        self.limit - self.used
    }
}

impl Invariant for Account {
    fn invariant(&self) -> Result<(), &'static str> {
        match self.used > self.limit {
            true => Err("more is used than the limit allows"),
            false => Ok(()),
        }
    }
}

impl<R: Initial> Quota<R> {
    const_fn! {
        /// A quota of `limit` units, none of which is used.
        pub fn new(limit: usize) -> Self {
            Self {
                account: Mutex::checked(Account { limit, used: 0 }),
                log: Log::new(),
            }
        }
    }
}

impl<R: RawLock> Quota<R> {
    /// Charges `units`.
    ///
    /// # Errors
    ///
    /// [`Exhausted`], if fewer are free; then none is charged.
    #[track_caller]
    pub fn charge(&self, units: usize) -> Result<(), Exhausted> {
        self.charge_to(self.account.lock(), units)
    }

    // Beside `charge`, which passes its caller's line on: the log names this one.
    fn charge_to(
        &self,
        mut account: MutexGuard<'_, Account, R>,
        units: usize,
    ) -> Result<(), Exhausted> {
        let free = account.free();
        if units > free {
            self.log.append(QuotaEvent::Exhaust(units));
            return Err(Exhausted { asked: units, free });
        }
        account.used += units;
        self.log.append(QuotaEvent::Charge(units));
        Ok(())
    }

    /// Gives `units` back that were charged.
    ///
    /// # Errors
    ///
    /// [`Excess`], if fewer are charged; then none is given back.
    #[track_caller]
    pub fn uncharge(&self, units: usize) -> Result<(), Excess> {
        self.uncharge_from(self.account.lock(), units)
    }

    fn uncharge_from(
        &self,
        mut account: MutexGuard<'_, Account, R>,
        units: usize,
    ) -> Result<(), Excess> {
        let charged = account.used;
        if units > charged {
            self.log.append(QuotaEvent::Exceed(units));
            return Err(Excess {
                returned: units,
                charged,
            });
        }
        account.used -= units;
        self.log.append(QuotaEvent::Uncharge(units));
        Ok(())
    }

    /// Takes `units` away from this quota, for good, and makes a quota of them: that of
    /// a child, behind a lock of its own.
    ///
    /// The sum of the two limits is what the one was before. A child that is dropped or
    /// forgotten takes its units along.
    ///
    /// # Errors
    ///
    /// [`Exhausted`], if fewer are free; then none is taken.
    #[track_caller]
    pub fn split<Child: Initial>(&self, units: usize) -> Result<Quota<Child>, Exhausted> {
        self.split_from(self.account.lock(), units)
    }

    fn split_from<Child: Initial>(
        &self,
        mut account: MutexGuard<'_, Account, R>,
        units: usize,
    ) -> Result<Quota<Child>, Exhausted> {
        let free = account.free();
        if units > free {
            self.log.append(QuotaEvent::Exhaust(units));
            return Err(Exhausted { asked: units, free });
        }
        account.limit -= units;
        self.log.append(QuotaEvent::Split(units));
        drop(account);
        Ok(Quota::new(units))
    }

    /// How many units can be charged or split off. It takes the lock; by the time the
    /// caller looks at the number there may be more or fewer.
    #[track_caller]
    pub fn free(&self) -> usize {
        self.account.lock().free()
    }

    /// How many units are charged. It takes the lock; by the time the caller looks at the
    /// number there may be more or fewer.
    #[track_caller]
    pub fn charged(&self) -> usize {
        self.account.lock().used
    }

    /// The quota's events; empty except in builds for a checker.
    pub fn log(&self) -> &Log<QuotaEvent> {
        &self.log
    }
}

impl<R: RawLock> Debug for Quota<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quota")
            .field("account", &self.account)
            .finish()
    }
}

#[cfg(test)]
mod one_cpu {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn what_is_charged_never_exceeds_the_limit() {
        let quota: Quota = Quota::new(3);
        assert_eq!(quota.charge(2), Ok(()));
        assert_eq!(quota.charge(2), Err(Exhausted { asked: 2, free: 1 }));
        assert_eq!(quota.charge(usize::MAX).unwrap_err().free, 1);
        assert_eq!(quota.charge(1), Ok(()));
        assert_eq!((quota.free(), quota.charged()), (0, 3));
        assert_eq!(quota.uncharge(3), Ok(()));
        assert_eq!((quota.free(), quota.charged()), (3, 0));
    }

    #[test]
    fn nobody_gives_back_more_than_is_charged() {
        let quota: Quota = Quota::new(3);
        assert_eq!(quota.charge(2), Ok(()));
        let excess = Excess {
            returned: 3,
            charged: 2,
        };
        assert_eq!(quota.uncharge(3), Err(excess));
        assert_eq!(quota.uncharge(usize::MAX).unwrap_err().charged, 2);
        assert_eq!((quota.free(), quota.charged()), (1, 2));
    }

    #[test]
    fn a_split_moves_units_and_makes_none() {
        let quota: Quota = Quota::new(5);
        assert_eq!(quota.charge(1), Ok(()));
        let refused = quota.split::<TicketLock>(5);
        assert_eq!(refused.unwrap_err(), Exhausted { asked: 5, free: 4 });
        let child: Quota = quota.split(4).expect("4 are free");
        assert_eq!((quota.free(), child.free()), (0, 4));
        assert_eq!(child.charge(4), Ok(()));
        // What is split off is not given back by giving back.
        assert_eq!(quota.uncharge(1), Ok(()));
        assert_eq!((quota.free(), child.free()), (1, 0));
        let all: Quota = quota.split(1).expect("1 is free");
        assert_eq!((quota.free(), all.free()), (0, 1));
    }

    #[test]
    fn it_has_two_words_beside_the_lock() {
        let words = 2 * size_of::<usize>();
        assert_eq!(size_of::<Quota>(), size_of::<TicketLock>() + words);
    }

    #[test]
    fn refusals_say_what_there_is() {
        let quota: Quota = Quota::new(3);
        let exhausted = quota.charge(4).unwrap_err().to_string();
        assert_eq!(exhausted, "4 units were asked for, and 3 are free");
        let excess = quota.uncharge(1).unwrap_err().to_string();
        assert_eq!(excess, "1 units were given back, and 0 are charged");
    }

    #[test]
    fn a_broken_account_is_seen() {
        let account = |limit, used| Account { limit, used }.invariant();
        for (limit, used) in [(3, 3), (3, 0), (0, 0), (usize::MAX, usize::MAX)] {
            assert_eq!(account(limit, used), Ok(()));
        }
        for (limit, used) in [(3, 4), (0, 1), (0, usize::MAX)] {
            let why = Err("more is used than the limit allows");
            assert_eq!(account(limit, used), why);
        }
    }

    /// Both ends of what a word can count.
    #[test]
    fn the_largest_quota_and_the_smallest_are_quotas() {
        const MAX: usize = usize::MAX;
        let all: Quota = Quota::new(MAX);
        assert_eq!(all.charge(MAX), Ok(()));
        assert_eq!((all.free(), all.charged()), (0, MAX));
        assert_eq!(all.charge(1).unwrap_err(), Exhausted { asked: 1, free: 0 });
        assert_eq!(all.charge(MAX).unwrap_err().free, 0);
        assert_eq!(all.uncharge(1), Ok(()));
        assert_eq!((all.free(), all.charged()), (1, MAX - 1));
        assert_eq!(all.uncharge(MAX).unwrap_err().charged, MAX - 1);
        assert_eq!(all.uncharge(MAX - 1), Ok(()));
        let child: Quota = all.split(MAX).expect("all are free");
        assert_eq!((all.free(), child.free()), (0, MAX));
        let none: Quota = Quota::new(0);
        assert_eq!((none.charge(0), none.uncharge(0)), (Ok(()), Ok(())));
        assert!(none.charge(1).is_err() && none.uncharge(1).is_err());
        assert!(none.split::<TicketLock>(1).is_err());
        assert_eq!((none.free(), none.charged()), (0, 0));
    }

    #[test]
    fn a_quota_shows_its_account() {
        let quota: Quota = Quota::new(3);
        assert_eq!(quota.charge(1), Ok(()));
        assert_eq!(
            std::format!("{quota:?}"),
            "Quota { account: Mutex { data: Account { limit: 3, used: 1 } } }"
        );
    }
}
