//! Who holds a lock, for diagnostics.

use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use latchwork_cpu::Cpu;

/// Which CPU holds a lock, and since which line: in builds with debug assertions, and with
/// the feature `owner`. In other builds it is nothing.
///
/// Its accesses are ghosts: no scheduling points of a checker, and relaxed. A CPU that asks
/// whether it is the owner reads what it has itself written, or what others have, none of
/// whom is it.
pub(crate) struct Owner<C> {
    #[cfg(any(debug_assertions, feature = "owner"))]
    record: Record,
    cpu: PhantomData<fn() -> C>,
}

#[cfg(any(debug_assertions, feature = "owner"))]
use record::Record;

impl<C> Owner<C> {
    pub(crate) const fn new() -> Self {
        Self {
            #[cfg(any(debug_assertions, feature = "owner"))]
            record: Record::new(),
            cpu: PhantomData,
        }
    }
}

#[cfg(any(debug_assertions, feature = "owner"))]
impl<C: Cpu> Owner<C> {
    #[inline(always)]
    #[track_caller]
    pub(crate) fn will_wait(&self) {
        let cpu = C::index();
        if self.record.is(cpu) {
            self.record.refuse_to_wait(cpu);
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn acquired(&self) {
        self.record.write(C::index());
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn releases(&self) {
        self.record.clear(C::index());
    }

    #[inline(always)]
    pub(crate) fn passed_on(&self) {
        self.record.pass_on();
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn taken_over(&self) {
        self.record.take_over(C::index());
    }

    pub(crate) fn is_this_cpu(&self) -> Option<bool> {
        // Interrupts off: the thread might be moved between the two reads.
        Some(latchwork_cpu::interrupts::without::<C, _>(|| {
            self.record.is(C::index())
        }))
    }
}

#[cfg(not(any(debug_assertions, feature = "owner")))]
impl<C: Cpu> Owner<C> {
    #[inline(always)]
    pub(crate) fn will_wait(&self) {}

    #[inline(always)]
    pub(crate) fn acquired(&self) {}

    #[inline(always)]
    pub(crate) fn releases(&self) {}

    #[inline(always)]
    pub(crate) fn passed_on(&self) {}

    #[inline(always)]
    pub(crate) fn taken_over(&self) {}

    pub(crate) fn is_this_cpu(&self) -> Option<bool> {
        None
    }
}

impl<C> Debug for Owner<C> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut owner = f.debug_struct("Owner");
        #[cfg(any(debug_assertions, feature = "owner"))]
        self.record.show(&mut owner);
        owner.finish()
    }
}

#[cfg(any(debug_assertions, feature = "owner"))]
mod record {
    use core::fmt::DebugStruct;
    use core::panic::Location;
    use core::ptr;
    use core::sync::atomic::Ordering::Relaxed;
    use core::sync::atomic::{AtomicPtr, AtomicUsize};

    /// What is known of the holder.
    pub(super) struct Record {
        /// Its CPU's index, or one of the two below.
        cpu: AtomicUsize,
        /// The call that got the lock, or null.
        place: AtomicPtr<Location<'static>>,
    }

    /// Nobody holds the lock.
    const NOBODY: usize = usize::MAX;
    /// Somebody holds it who is not one CPU: it has been passed on.
    const SOMEBODY: usize = usize::MAX - 1;

    impl Record {
        pub(super) const fn new() -> Self {
            Self {
                cpu: AtomicUsize::new(NOBODY),
                place: AtomicPtr::new(ptr::null_mut()),
            }
        }

        /// Whether CPU `cpu` is the holder.
        #[inline(always)]
        pub(super) fn is(&self, cpu: usize) -> bool {
            // Relaxed: only CPU `cpu` writes its index, and clears it.
            self.cpu.load(Relaxed) == cpu
        }

        #[inline(always)]
        #[track_caller]
        pub(super) fn write(&self, cpu: usize) {
            // Relaxed, both: the holder alone writes them; others read a guess.
            // mutant (swap statements): the guess may be of either order.
            let place = ptr::from_ref(Location::caller()).cast_mut();
            self.place.store(place, Relaxed);
            self.cpu.store(cpu, Relaxed);
        }

        /// CPU `cpu` gives the lock up.
        #[inline(always)]
        #[track_caller]
        pub(super) fn clear(&self, cpu: usize) {
            // Relaxed: the holder alone writes it.
            let owner = self.cpu.load(Relaxed);
            if owner != cpu && owner != SOMEBODY {
                self.refuse_to_release(cpu);
            }
            // Relaxed: the holder alone writes it.
            self.cpu.store(NOBODY, Relaxed);
        }

        #[inline(always)]
        pub(super) fn pass_on(&self) {
            // Relaxed: the holder alone writes it.
            self.cpu.store(SOMEBODY, Relaxed);
        }

        /// CPU `cpu` takes over what was passed on.
        #[inline(always)]
        #[track_caller]
        pub(super) fn take_over(&self, cpu: usize) {
            // Relaxed: whoever has the token has been told by who passed it on.
            if self.cpu.load(Relaxed) != SOMEBODY {
                refuse_to_take_over(cpu);
            }
            self.write(cpu);
        }

        fn place(&self) -> Option<&'static Location<'static>> {
            // Relaxed: what it points to has been there from the beginning.
            let place = self.place.load(Relaxed);
            // SAFETY: it is null, or has been made of a reference that is good for ever.
            unsafe { place.as_ref() }
        }

        #[cold]
        #[inline(never)]
        #[track_caller]
        pub(super) fn refuse_to_wait(&self, cpu: usize) -> ! {
            match self.place() {
                Some(place) => panic!(
                    "CPU {cpu} waits for a lock that it holds since {place}: it would wait for ever"
                ),
                None => panic!("CPU {cpu} waits for a lock that it holds: it would wait for ever"),
            }
        }

        #[cold]
        #[inline(never)]
        #[track_caller]
        fn refuse_to_release(&self, cpu: usize) -> ! {
            // Relaxed: for the message.
            match (self.cpu.load(Relaxed), self.place()) {
                (NOBODY, _) => panic!("CPU {cpu} releases a lock that nobody holds"),
                (owner, Some(place)) => {
                    panic!("CPU {cpu} releases a lock that CPU {owner} holds since {place}")
                }
                (owner, None) => panic!("CPU {cpu} releases a lock that CPU {owner} holds"),
            }
        }

        /// Shows what is known.
        pub(super) fn show(&self, to: &mut DebugStruct<'_, '_>) {
            // Relaxed: a snapshot for people.
            match self.cpu.load(Relaxed) {
                NOBODY => to.field("cpu", &None::<usize>),
                SOMEBODY => to.field("cpu", &"passed on"),
                cpu => to.field("cpu", &Some(cpu)),
            };
            if let Some(place) = self.place() {
                to.field("since", &format_args!("{place}"));
            }
        }
    }

    #[cold]
    #[inline(never)]
    #[track_caller]
    fn refuse_to_take_over(cpu: usize) -> ! {
        panic!("CPU {cpu} takes over a lock that nobody has passed on")
    }
}

#[cfg(all(
    test,
    feature = "spec",
    any(debug_assertions, feature = "owner"),
    not(any(loom, shuttle, explore))
))]
mod one_cpu {
    use super::*;
    use std::format;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::string::String;

    /// What `attempt` says when it refuses.
    fn refused(attempt: impl FnOnce()) -> String {
        let refused = catch_unwind(AssertUnwindSafe(attempt)).expect_err("it is refused");
        *refused.downcast().expect("a message that was made")
    }

    /// What a record shows.
    fn shown(record: Record) -> String {
        let owner = Owner::<()> {
            record,
            cpu: PhantomData,
        };
        format!("{owner:?}")
    }

    #[test]
    fn a_lock_is_released_by_whoever_holds_it() {
        let record = Record::new();
        let nobody = refused(|| record.clear(3));
        assert_eq!(nobody, "CPU 3 releases a lock that nobody holds");
        record.write(3);
        for other in [2, 4] {
            let expected = format!("CPU {other} releases a lock that CPU 3 holds since ");
            assert!(refused(|| record.clear(other)).starts_with(&expected));
            assert!(record.is(3));
        }
        record.clear(3);
        assert!(!record.is(3));
    }

    #[test]
    fn what_was_passed_on_anybody_releases_or_takes_over() {
        let record = Record::new();
        let expected = "CPU 4 takes over a lock that nobody has passed on";
        assert_eq!(refused(|| record.take_over(4)), expected);
        record.write(3);
        assert_eq!(refused(|| record.take_over(4)), expected);
        record.pass_on();
        assert!(!record.is(3));
        record.take_over(5);
        assert!(record.is(5));
        record.pass_on();
        record.clear(1);
        assert!(refused(|| record.clear(1)).ends_with("nobody holds"));
    }

    #[test]
    fn who_holds_a_lock_is_shown_with_the_place() {
        let at = format!("since: {}:", file!());
        assert_eq!(shown(Record::new()), "Owner { cpu: None }");
        let record = Record::new();
        record.write(3);
        let held = shown(record);
        assert!(
            held.starts_with("Owner { cpu: Some(3), ") && held.contains(&at),
            "{held}"
        );
        let record = Record::new();
        record.write(3);
        record.pass_on();
        assert!(shown(record).contains("passed on"));
    }
}
