//! The one list of locks.

/// Invokes `$callback! { … }` with every lock of this crate, so that checks,
/// benches and self-tests need no list of their own.
///
/// `$cpu` is the [`CurrentCpu`](crate::CurrentCpu) and `$cpus` the number of
/// CPUs for the locks that need them. What follows the callback's name in
/// brackets is handed to it in front of the list, unchanged.
///
/// ```
/// struct Boot;
/// // SAFETY: this program has one thread.
/// unsafe impl latchwork_lock::CurrentCpu for Boot {
///     fn current() -> usize {
///         0
///     }
/// }
///
/// macro_rules! names {
///     ([] $($name:ident: $lock:ty),*) => { [$(stringify!($name)),*] };
/// }
/// let names = latchwork_lock::for_each_lock!(names[], Boot, 1);
/// assert_eq!(names, ["TtasLock", "TicketLock", "McsLock", "StealingLock"]);
/// ```
#[macro_export]
macro_rules! for_each_lock {
    ($callback:ident [$($context:tt)*], $cpu:ty, $cpus:expr) => {
        $callback! {
            [$($context)*]
            TtasLock: $crate::TtasLock,
            TicketLock: $crate::TicketLock,
            McsLock: $crate::McsLock<$cpu, { $cpus }>,
            StealingLock: $crate::StealingLock<$cpu, { $cpus }>
        }
    };
}
