//! The messages of panics in models.

use std::cell::{Cell, RefCell};
use std::panic;
use std::sync::Once;

thread_local! {
    static CATCHES: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<Option<Message>> = const { RefCell::new(None) };
}

/// What a panic said, and where.
type Message = (String, Option<String>);

/// How the last words of the standard library on it begin.
const IN_DESTRUCTOR: &str = "panic in a destructor";

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
            if said.starts_with(IN_DESTRUCTOR)
                && let Some((first, at)) = MESSAGE.take()
            {
                let at = at.unwrap_or_default();
                eprintln!(
                    "latchwork-explore: a destructor panics, on the way of another panic or in a \
                     thread that is ended because it waits for ever: {first}, at {at}. So this \
                     process ends. A destructor can ask std::thread::panicking() before it asserts"
                );
            }
            let at = info.location().map(ToString::to_string);
            // An earlier one was caught by the model. (Or the panic is in a destructor
            // on its way, and the process ends.)
            MESSAGE.set(Some((said.to_owned(), at)));
        }));
    });
    let before = CATCHES.replace(true);
    let result = work();
    CATCHES.set(before);
    result
}

/// Whether a panic is on its way through this thread.
pub(crate) fn is_panicking() -> bool {
    std::thread::panicking() && MESSAGE.with_borrow(Option::is_some)
}

/// The message of the last panic that was caught on this thread.
pub(crate) fn last_message() -> Option<Message> {
    MESSAGE.take()
}
