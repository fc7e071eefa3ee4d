//! The messages of panics in models.

use std::cell::{Cell, RefCell};
use std::panic;
use std::sync::Once;

thread_local! {
    static CATCHES: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`, during which panics on this thread print nothing. The message of
/// the last of them, with its place, can be [taken](last_message).
pub(crate) fn catch_messages<U>(work: impl FnOnce() -> U) -> U {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CATCHES.get() {
                return usual(info);
            }
            let said = info.payload_as_str().unwrap_or("a panic without a message");
            let message = match info.location() {
                Some(at) => format!("{said}, at {at}"),
                None => said.to_owned(),
            };
            MESSAGE.set(Some(message));
        }));
    });
    let before = CATCHES.replace(true);
    let result = work();
    CATCHES.set(before);
    result
}

/// The message of the last panic that was caught on this thread.
pub(crate) fn last_message() -> Option<String> {
    MESSAGE.take()
}
