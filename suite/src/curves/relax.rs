//! A `Relax` that panics in a run: the wait does not unwind there either. The case runs in a
//! process of its own, which this one looks at.

use latchwork_atomic::{AtomicBool, Ordering, Relax, WaitUntil};
use latchwork_coherence::{Parameters, Placement, Simulation};
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

/// Tells the child process to run the case: which `Relax`.
const CASE: &str = "LATCHWORK_SIMULATED_RELAX";

/// What the child says if the wait has unwound.
const UNWOUND: &str = "the wait has unwound";

/// Does nothing, or panics.
struct Panics<const IT_DOES: bool>;

impl<const IT_DOES: bool> Relax for Panics<IT_DOES> {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {
        assert!(!IT_DOES, "of the Relax");
    }
}

/// A wait of one poll that fails, unless a panic ends it, and of one that holds.
fn wait<R: Relax>() {
    let machine = Parameters::shipped("i7_4core").expect("it is shipped");
    let simulation = Simulation::new(&machine, Placement::Spread, 1).expect("it has four");
    let ran = simulation.run(|_| {
        let flag = AtomicBool::new(false);
        let mut polls = 0;
        let second = |_| {
            polls += 1;
            polls == 2
        };
        // Relaxed: there is one CPU.
        let wait = || _ = flag.wait_until::<R>(Ordering::Relaxed, second);
        if catch_unwind(AssertUnwindSafe(wait)).is_err() {
            println!("{UNWOUND}");
        }
    });
    ran.expect("it ends");
}

#[test]
fn a_relax_that_panics_ends_the_program_in_a_run_too() {
    match env::var(CASE).as_deref() {
        Ok("panics") => return wait::<Panics<true>>(),
        Ok(_) => return wait::<Panics<false>>(),
        Err(_) => {}
    }
    let program = env::current_exe().expect("the test knows its program");
    for (case, panics) in [("panics", true), ("does not", false)] {
        let output = Command::new(&program)
            .args([
                "--exact",
                "curves::relax::a_relax_that_panics_ends_the_program_in_a_run_too",
                "--nocapture",
            ])
            .env(CASE, case)
            .output()
            .expect("the test runs itself");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            !output.status.success(),
            panics,
            "{case}: {stdout}\n{stderr}"
        );
        assert!(stdout.contains("running 1 test"), "{case}: {stdout}");
        assert!(!stdout.contains(UNWOUND), "{case}: {stdout}");
        assert_eq!(
            stderr.contains("a Relax panicked in a wait"),
            panics,
            "{case}: {stderr}"
        );
    }
}
