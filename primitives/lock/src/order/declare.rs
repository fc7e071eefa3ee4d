//! The declaration of an order.

/// Declares levels, the highest first: `lock_order! { pub Processes > pub RunQueue }`.
///
/// Each is a type, with the visibility and the attributes that stand before it, and is
/// [below](crate::order::Below) all that stand before it. Levels of two orders are not
/// related: who holds a lock of one may take none of the other.
///
/// ```
/// latchwork_lock::lock_order! {
///     /// The table of processes.
///     pub Processes >
///     /// The queue of those that are ready.
///     pub RunQueue >
///     pub Console
/// }
/// ```
///
/// An order goes on below a level of another, in this crate or above it: the new levels are
/// below that one, and below all that it is below.
///
/// ```
/// mod kernel {
///     latchwork_lock::lock_order! { pub Processes > pub Devices }
/// }
/// latchwork_lock::lock_order! { (kernel::Devices) > pub Port > pub Fifo }
///
/// # use latchwork_lock::order::Below;
/// fn is_below<A: latchwork_lock::order::Level, B: Below<A>>() {}
/// is_below::<kernel::Processes, Fifo>();
/// ```
///
/// A level has one place, so that orders cannot be put together to a circle:
///
/// ```compile_fail,E0119
/// latchwork_lock::lock_order! { (Second) > First }
/// latchwork_lock::lock_order! { (First) > Second }
/// ```
///
/// # Cost
///
/// None: levels are never values.
#[macro_export]
macro_rules! lock_order {
    (@below $above:ty; $(#[$attribute:meta])* $visibility:vis $level:ident $(> $($rest:tt)+)?) => {
        $(#[$attribute])*
        #[allow(missing_docs, reason = "the order says what a level is for")]
        #[derive(Debug)]
        $visibility enum $level {}

        impl $crate::order::Level for $level {
            const NAME: &'static str = concat!(module_path!(), "::", stringify!($level));
        }

        // SAFETY: the order is that of one list, below a level that has a place already: a
        // level that stood twice would implement this twice.
        #[diagnostic::do_not_recommend]
        unsafe impl<A: $crate::order::Level> $crate::order::Below<A> for $level where
            $above: $crate::order::AtOrBelow<A>
        {
        }

        // SAFETY: it is the type itself.
        unsafe impl $crate::order::AtOrBelow<$level> for $level {}

        // SAFETY: the type implements `Below<A>` under the same condition.
        #[diagnostic::do_not_recommend]
        unsafe impl<A: $crate::order::Level> $crate::order::AtOrBelow<A> for $level where
            $above: $crate::order::AtOrBelow<A>
        {
        }

        $($crate::lock_order!(@below $level; $($rest)+);)?
    };
    (@below $above:ty; $($other:tt)*) => {
        compile_error!(concat!(
            "a lock order is a list of levels, the highest first: `pub First > pub Second`; this is none: `",
            stringify!($($other)*),
            "`"
        ));
    };
    (($above:ty) > $($levels:tt)+) => {
        $crate::lock_order!(@below $above; $($levels)+);
    };
    ($($levels:tt)+) => {
        $crate::lock_order!(@below $crate::order::Nothing; $($levels)+);
    };
}
