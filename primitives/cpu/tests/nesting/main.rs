//! An unmaskable interrupt comes anywhere in a section with interrupts off, and its handler
//! enters a section of its own.
#![cfg(all(any(feature = "explore", feature = "shuttle"), any(explore, shuttle)))]

#[cfg(explore)]
mod explored;
#[cfg(shuttle)]
mod sampled;
mod twins;

use latchwork_atomic::model::{self, interrupt, interrupt::Interrupt};
use latchwork_cpu::{Cpu, Nesting, interrupts};

/// How sections with interrupts off are entered and left.
trait Sections: 'static {
    fn enter();
    fn leave();
}

/// As this crate does it.
struct Counted;

model::thread_local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static NESTING: Nesting = Nesting::new();
}

// SAFETY: a thread's interrupts are its own, and so is its nesting.
unsafe impl Cpu for Counted {
    fn index() -> usize {
        model::current_cpu()
    }

    fn interrupts_off() -> bool {
        interrupt::off()
    }

    unsafe fn interrupts_on() {
        interrupt::on();
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        NESTING.with(look)
    }
}

impl Sections for Counted {
    fn enter() {
        interrupts::enter::<Self>();
    }

    fn leave() {
        // SAFETY: it is entered in this model.
        unsafe { interrupts::leave::<Self>() };
    }
}

/// A CPU is in `depth` sections, one in the other, and is interrupted once or not at all: in
/// the end interrupts are on, as they were.
fn nest<S: Sections>(depth: usize) {
    let work = move |_| {
        let handler = || {
            S::enter();
            S::leave();
        };
        Interrupt::new("nmi", handler).unmaskable().comes_up_to(1);
        (0..depth).for_each(|_| S::enter());
        for left in (0..depth).rev() {
            assert!(
                !interrupt::are_on(),
                "interrupts are on inside of a section"
            );
            S::leave();
            assert_eq!(interrupt::are_on(), left == 0, "{left} sections are left");
        }
    };
    model::run(1, work, || ());
}
