//! Programs that unwind. Each case runs in a process of its own, which this one looks at.

use crate::bench::{Alone, machine, run};
use latchwork_coherence::sync::atomic::AtomicBool;
use latchwork_coherence::sync::atomic::Ordering::Release;
use latchwork_coherence::{Pace, wait_until};
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::rc::Rc;

/// Which case the child process is to run.
const CASE: &str = "LATCHWORK_COHERENCE_UNWINDS";

/// What the child says if the panic has been handed on.
const UNWOUND: &str = "it has unwound";

/// Does something when it is dropped.
struct AtItsEnd<F: Fn()>(F);

impl<F: Fn()> Drop for AtItsEnd<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn unwind(case: &str) {
    let flag = Rc::new(Alone(AtomicBool::new(false)));
    let case = case.to_owned();
    let ran = catch_unwind(AssertUnwindSafe(move || {
        run(&machine(&[]), 2, move |cpu| {
            let _at_its_end = AtItsEnd(|| match &*case {
                "waits" => _ = wait_until(&flag.0, Pace::Constant(1), |it| it, || ()),
                "stores" => flag.0.store(true, Release),
                _ => {}
            });
            assert_eq!(cpu, 1, "the cause");
        });
    }));
    println!("{UNWOUND}: {}", ran.is_err() && !std::thread::panicking());
}

/// Otherwise the others would run on a thread that panics, and the panic would be lost if
/// nobody ended the wait.
#[test]
fn an_access_while_a_program_unwinds_ends_the_process() {
    if let Ok(case) = env::var(CASE) {
        return unwind(&case);
    }
    let program = env::current_exe().expect("the test knows its program");
    for (case, refused) in [("waits", true), ("stores", true), ("nothing", false)] {
        let output = Command::new(&program)
            .args([
                "--exact",
                "unwinding::an_access_while_a_program_unwinds_ends_the_process",
                "--nocapture",
            ])
            .env(CASE, case)
            .output()
            .expect("the test runs itself");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains("the cause"), "{case}: {stderr}");
        assert_eq!(!output.status.success(), refused, "{case}: {stderr}");
        assert_eq!(
            stderr.contains("accessed an atomic while it unwound from a panic"),
            refused,
            "{case}: {stderr}"
        );
        let unwound = stdout.contains(&format!("{UNWOUND}: true"));
        assert_eq!(unwound, !refused, "{case}: {stdout}");
    }
}
