//! Runs a model on a thread of its own, and survives its failure.
//!
//! A failed model must not unwind: the guards on its stacks would use atomics
//! of a model that is no more, and panic again. So its thread stops where the
//! panic is raised and stays there, and the supervisor takes the message.

#[cfg(shuttle)]
use crate::Failure;
use std::cell::RefCell;
use std::panic;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

/// Takes the message of a panic, and its place, on the thread that panics.
pub(crate) type Report = Arc<dyn Fn(&str, &str) + Send + Sync>;

thread_local! {
    /// Where this thread's panics are reported, if it is supervised.
    static SUPERVISOR: RefCell<Option<Report>> = const { RefCell::new(None) };
}

/// Runs `run` on a thread of its own, and `meanwhile` every half second.
///
/// Should it panic, `explain` makes something of the message and the source
/// line. It does so on the thread that panics, at the place of the panic, where
/// the model still stands; a panic of its own ends the process.
///
/// The thread of a run that panics is lost until the process ends, with its
/// memory, and with the panic hook, which nobody can change any more. So a
/// program supervises one run and ends; every control exercises this.
///
/// # Errors
///
/// What `explain` made of a panic.
pub(crate) fn supervise<T: Send + 'static, P: Send + 'static>(
    run: impl FnOnce() -> T + Send + 'static,
    explain: impl Fn(&str, &str) -> P + Send + Sync + Clone + 'static,
    mut meanwhile: impl FnMut(),
) -> Result<T, P> {
    install_hook();
    let (returned, ended) = channel();
    let panicked = returned.clone();
    let at_the_panic = explain.clone();
    thread::spawn(move || {
        SUPERVISOR.set(Some(Arc::new(move |message, at| {
            let _ = panicked.send(Err(at_the_panic(message, at)));
        })));
        let _ = returned.send(Ok(run()));
    });
    loop {
        match ended.recv_timeout(Duration::from_millis(500)) {
            Ok(ended) => return ended,
            Err(RecvTimeoutError::Timeout) => meanwhile(),
            Err(RecvTimeoutError::Disconnected) => {
                let message = "the model's thread ended without a word";
                return Err(explain(message, "no known place"));
            }
        }
    }
}

/// Ends the supervised run on this thread with `failure`, as a panic would, but
/// without a word from the checkers, which take every panic for a failure of the
/// checked code.
///
/// # Panics
///
/// If the thread is not supervised.
#[cfg(shuttle)]
#[track_caller]
pub(crate) fn end_run(failure: Failure) -> ! {
    let at = panic::Location::caller();
    let message = failure.reason.clone();
    failure.raised_at(at);
    SUPERVISOR.with_borrow(|supervisor| match supervisor {
        Some(report) => report(&message, &at.to_string()),
        None => panic!("{message}"),
    });
    loop {
        thread::park();
    }
}

/// Where this thread's panics are reported, if it is supervised.
#[cfg(not(any(loom, shuttle, explore)))]
pub(crate) fn report() -> Option<Report> {
    SUPERVISOR.with_borrow(Clone::clone)
}

/// Has this thread's panics reported to `report`. A checker runs all threads of
/// a model on one of the host's; without one, each is to say so.
#[cfg(not(any(loom, shuttle, explore)))]
pub(crate) fn report_to(report: Option<Report>) {
    SUPERVISOR.set(report);
}

fn install_hook() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let message = info.payload_as_str().unwrap_or("a panic without a message");
            let supervised = SUPERVISOR.with_borrow(|supervisor| {
                if let Some(report) = supervisor {
                    let at = info.location();
                    let at = at.map(|at| format!("{}:{}", at.file(), at.line()));
                    report(message, &at.unwrap_or_default());
                }
                supervisor.is_some()
            });
            if supervised {
                loop {
                    thread::park();
                }
            }
            default(info);
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_returns_its_value() {
        assert_eq!(supervise(|| 7, |_, _| (), || ()), Ok(7));
    }
}
