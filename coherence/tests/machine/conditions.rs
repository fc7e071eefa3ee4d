//! What the condition of a wait may not do.

use crate::bench::{Alone, machine, run};
use latchwork_coherence::sync::atomic::AtomicU32;
use latchwork_coherence::sync::atomic::Ordering::Relaxed;
use latchwork_coherence::{Pace, counts, cpu, node, now, spin_loop, wait_until, work};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// What a run says whose second CPU waits on such a condition, by polls of its own copy or
/// by such that ask the home.
fn says(condition: fn(&AtomicU32), hits: bool) -> String {
    let word = Rc::new(Alone(AtomicU32::new(0)));
    let ran = catch_unwind(AssertUnwindSafe(|| {
        run(&machine(&[]), 2, move |cpu| {
            if cpu == 0 {
                return;
            }
            if hits {
                word.0.load(Relaxed);
            }
            let asked = |_| {
                condition(&word.0);
                true
            };
            wait_until(&word.0, Pace::Constant(1), asked, || ());
        })
    }));
    let said = ran.expect_err("it panics");
    match said.downcast::<String>() {
        Ok(said) => *said,
        Err(said) => said.downcast_ref::<&str>().expect("it says it").to_string(),
    }
}

#[test]
fn a_condition_is_no_program() {
    let conditions: [fn(&AtomicU32); 8] = [
        |_| _ = cpu(),
        |_| _ = node(0),
        |_| _ = now(),
        |_| _ = counts(),
        |_| work(1),
        |_| spin_loop(),
        |word| _ = word.load(Relaxed),
        |word| word.store(1, Relaxed),
    ];
    for (number, condition) in conditions.into_iter().enumerate() {
        for hits in [false, true] {
            let said = says(condition, hits);
            assert!(
                said.starts_with("the condition of a wait was asked by the machine"),
                "{number}, {hits}: {said}"
            );
        }
    }
}

#[test]
fn a_condition_that_panics_ends_the_run() {
    for hits in [false, true] {
        assert_eq!(
            says(|_| panic!("of the condition"), hits),
            "of the condition"
        );
        // The next run is not disturbed by what is left.
        assert_eq!(run(&machine(&[]), 2, |_| cpu()).0, [0, 1]);
    }
}
