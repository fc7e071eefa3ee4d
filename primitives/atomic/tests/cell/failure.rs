//! What a checker says of a model.

/// The words of the failure of `model`, if it fails.
#[cfg(explore)]
pub(crate) fn failure(model: impl Fn() + Send + Sync + 'static) -> Option<String> {
    let report = latchwork_explore::Explorer::new().workers(1).explore(model);
    report.failure.map(|failure| failure.message)
}

/// The words of the failure of `model`, if it fails.
#[cfg(loom)]
pub(crate) fn failure(model: impl Fn() + Send + Sync + 'static) -> Option<String> {
    words(|| loom::model(model))
}

/// The words of the failure of `model`, if it fails.
#[cfg(shuttle)]
pub(crate) fn failure(model: impl Fn() + Send + Sync + 'static) -> Option<String> {
    words(|| shuttle::check_random(model, 1_000))
}

#[cfg(any(loom, shuttle))]
fn words(check: impl FnOnce()) -> Option<String> {
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check));
    ended.err().map(|panic| match panic.downcast::<String>() {
        Ok(words) => *words,
        Err(panic) => panic.downcast::<&str>().map_or_else(
            |_| "a panic without words".to_owned(),
            |words| (*words).to_owned(),
        ),
    })
}
