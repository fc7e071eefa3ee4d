use super::*;
use crate::Property;
use latchwork_atomic::impl_initial;
use latchwork_lock::TicketLock;
use latchwork_lock::author::{LockEvent, Log};

/// A ticket lock that says nothing of what its hand-off takes.
struct Reticent(TicketLock);

impl_initial! { impl[] Reticent = Self(TicketLock::new()) }

// SAFETY: the ticket lock is one, and every call is handed on to it.
unsafe impl RawLock for Reticent {
    type Token = <TicketLock as RawLock>::Token;
    type Place = <TicketLock as RawLock>::Place;
    const ORDER: Order = <TicketLock as RawLock>::ORDER;

    unsafe fn arrive(&self) -> Self::Place {
        // SAFETY: the caller keeps the promise.
        unsafe { self.0.arrive() }
    }

    unsafe fn wait(&self, place: Self::Place) -> Self::Token {
        // SAFETY: the caller keeps the promise.
        unsafe { self.0.wait(place) }
    }

    fn try_lock(&self) -> Option<Self::Token> {
        self.0.try_lock()
    }

    unsafe fn unlock(&self, token: Self::Token) {
        // SAFETY: the caller keeps the promise.
        unsafe { self.0.unlock(token) }
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.0.log()
    }
}

#[test]
fn a_bound_that_nobody_states_is_not_checked_and_not_violated() {
    let checks = crate::lock::checks::<Reticent>("Reticent");
    let stated = crate::lock::checks::<TicketLock>("Reticent");
    let described = |checks: &[Check]| -> Vec<_> {
        checks
            .iter()
            .map(|check| check.description.clone())
            .collect()
    };
    assert_eq!(described(&checks), described(&stated));
    assert!(stated.iter().all(|check| check.lacks.is_none()));
    let lacking = checks.iter().filter(|check| check.lacks.is_some());
    let lacking: Vec<_> = lacking.map(|check| check.description.id.clone()).collect();
    assert_eq!(
        lacking,
        ["Reticent/lock/4x4/wait", "Reticent/lock/8x3/wait"]
    );
    let what = checks
        .iter()
        .find_map(|check| check.lacks)
        .expect("something is lacking");
    assert!(what.contains("`RawLock::HAND_OFF`"), "{what}");

    // A control is rejected by what can be checked.
    let control = crate::suite::control("Reticent", checks, &[Property::Bypass]);
    let runnable = stated.len() - lacking.len();
    assert_eq!(control.description.client, format!("{runnable} checks"));
}
