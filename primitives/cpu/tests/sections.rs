//! Sections on threads in place of CPUs, by each way to say which CPU it is.
#![cfg(all(feature = "host", not(any(loom, shuttle, explore))))]

use latchwork_cpu::{Cpu, Host, Nesting, Registered, interrupts, preemption};
use std::cell::Cell;
use std::panic::catch_unwind;
use std::thread;

thread_local! {
    static HANDLING: Cell<bool> = const { Cell::new(false) };
    static RESCHEDULED: Cell<u32> = const { Cell::new(0) };
}

/// A host's CPU that counts how often it may switch threads, and whose number is not the
/// host's.
struct ThisCpu;

latchwork_cpu::register!(ThisCpu);

// SAFETY: as the host's.
unsafe impl Cpu for ThisCpu {
    fn index() -> usize {
        Host::index() + 100
    }

    fn interrupts_off() -> bool {
        Host::interrupts_off()
    }

    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { Host::interrupts_on() }
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        Host::with_nesting(look)
    }

    fn in_handler() -> bool {
        HANDLING.get()
    }

    fn reschedule() {
        RESCHEDULED.set(RESCHEDULED.get() + 1);
    }
}

fn off<C: Cpu>() -> bool {
    C::with_nesting(Nesting::is_preemption_off)
}

fn sections<C: Cpu>() {
    assert!(Host::interrupts_are_on());
    interrupts::enter::<C>();
    assert!(!Host::interrupts_are_on());
    assert_eq!(C::with_nesting(Nesting::depth), 1);
    interrupts::without::<C, _>(|| {
        assert_eq!(C::with_nesting(Nesting::depth), 2);
        assert!(!Host::interrupts_are_on());
    });
    assert!(!Host::interrupts_are_on());
    // SAFETY: it was entered above.
    unsafe { interrupts::leave::<C>() };
    assert!(Host::interrupts_are_on());
    interrupts::without::<C, _>(|| assert!(!Host::interrupts_are_on()));
    assert_eq!(C::with_nesting(Nesting::depth), 0);

    _ = catch_unwind(|| interrupts::without::<C, ()>(|| panic!("it unwinds")));
    assert!(Host::interrupts_are_on());
}

fn preempted<C: Cpu>() {
    assert!(!off::<C>());
    preemption::without::<C, _>(|| {
        assert!(off::<C>() && Host::interrupts_are_on());
        preemption::without::<C, _>(|| assert!(off::<C>()));
        assert!(off::<C>());
    });
    assert!(!off::<C>() && Host::interrupts_are_on());
    interrupts::without::<C, _>(|| {
        preemption::without::<C, _>(|| assert!(off::<C>() && !Host::interrupts_are_on()));
        assert!(!off::<C>() && !Host::interrupts_are_on());
    });
    _ = catch_unwind(|| preemption::without::<C, ()>(|| panic!("it unwinds")));
    assert!(!off::<C>());
}

#[test]
fn the_registered_cpu_is_the_one_that_was_registered() {
    assert_eq!(Registered::index(), Host::index() + 100);
    let other = thread::spawn(|| (Registered::index(), Host::index() + 100));
    let (registered, number) = other.join().expect("it ends");
    assert_eq!(registered, number);
    assert!(!Registered::in_handler() && !Host::in_handler());
    HANDLING.set(true);
    assert!(Registered::in_handler() && !Host::in_handler());
    HANDLING.set(false);
    assert!(Registered::interrupts_off());
    assert!(!Registered::interrupts_off());
    // SAFETY: no section is entered.
    unsafe { Registered::interrupts_on() };
    assert!(Host::interrupts_off());
    // SAFETY: no section is entered.
    unsafe { Host::interrupts_on() };
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn sections_nest() {
        sections::<Host>();
        sections::<ThisCpu>();
        sections::<Registered>();
    }

    #[test]
    fn preemption_is_off_as_long_as_a_section_lasts() {
        preempted::<Host>();
        preempted::<ThisCpu>();
        preempted::<Registered>();
    }

    /// When the last section ends, and interrupts are on.
    #[test]
    fn a_thread_may_be_switched_when_the_last_section_ends() {
        fn switches<C: Cpu>() {
            let before = RESCHEDULED.get();
            preemption::without::<C, _>(|| {
                preemption::without::<C, _>(|| ());
                assert_eq!(RESCHEDULED.get(), before);
            });
            assert_eq!(RESCHEDULED.get(), before + 1);
            interrupts::without::<C, _>(|| preemption::without::<C, _>(|| ()));
            assert_eq!(RESCHEDULED.get(), before + 1);
            C::reschedule();
            assert_eq!(RESCHEDULED.get(), before + 2);
        }
        switches::<ThisCpu>();
        switches::<Registered>();
    }

    /// Somebody has turned interrupts on.
    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "interrupts are on at the end")]
    fn interrupts_are_off_at_the_end_of_a_section() {
        interrupts::enter::<Host>();
        // SAFETY: none; it is what this test is about.
        unsafe { Host::interrupts_on() };
        // SAFETY: it was entered above.
        unsafe { interrupts::leave::<Host>() };
    }
}
