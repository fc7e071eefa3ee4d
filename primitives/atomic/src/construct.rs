//! Constructors: `const` wherever the backend's atomics have const constructors.

/// A type with one initial value, which is a constant except under loom.
///
/// It lets a generic `const fn new` make its parts. [`initial!`](crate::initial)
/// names the value; [`impl_initial!`](crate::impl_initial) implements the trait.
pub trait Initial {
    /// The initial value.
    #[cfg(not(loom))]
    const INITIAL: Self;

    /// The initial value: loom's objects belong to one execution of a model.
    #[cfg(loom)]
    fn initial() -> Self;
}

/// `const_fn! { pub fn new() -> Self { … } }`: a `const fn`, except under loom.
#[cfg(not(loom))]
#[macro_export]
macro_rules! const_fn {
    ($(#[$attribute:meta])* $visibility:vis fn $($function:tt)*) => {
        $(#[$attribute])* $visibility const fn $($function)*
    };
}

/// `const_fn! { pub fn new() -> Self { … } }`: a `const fn`, except under loom.
#[cfg(loom)]
#[macro_export]
macro_rules! const_fn {
    ($(#[$attribute:meta])* $visibility:vis fn $($function:tt)*) => {
        $(#[$attribute])* $visibility fn $($function)*
    };
}

/// `array![element; LENGTH]`, the element made anew for each place.
#[cfg(not(loom))]
#[macro_export]
macro_rules! array {
    ($element:expr; $length:expr) => {
        [const { $element }; $length]
    };
}

/// `array![element; LENGTH]`, the element made anew for each place.
#[cfg(loom)]
#[macro_export]
macro_rules! array {
    ($element:expr; $length:expr) => {
        ::core::array::from_fn::<_, { $length }, _>(|_| $element)
    };
}

/// `initial!(T)`: the value of [`Initial`](crate::Initial) for `T`.
#[cfg(not(loom))]
#[macro_export]
macro_rules! initial {
    ($type:ty) => {
        <$type as $crate::Initial>::INITIAL
    };
}

/// `initial!(T)`: the value of [`Initial`](crate::Initial) for `T`.
#[cfg(loom)]
#[macro_export]
macro_rules! initial {
    ($type:ty) => {
        <$type as $crate::Initial>::initial()
    };
}

/// `constant!(T)`: the value of [`Initial`](crate::Initial) for `T`, where it must be a
/// constant, as in another crate's trait. Under loom there is none: what uses it does not
/// compile there, and says so.
#[cfg(not(loom))]
#[macro_export]
macro_rules! constant {
    ($type:ty) => {
        <$type as $crate::Initial>::INITIAL
    };
}

/// `constant!(T)`: the value of [`Initial`](crate::Initial) for `T`, where it must be a
/// constant. Under loom there is none: what uses it does not compile, and says so.
#[cfg(loom)]
#[macro_export]
macro_rules! constant {
    ($type:ty) => {
        panic!("an object of loom's belongs to one execution, and is no constant")
    };
}

/// `impl_initial! { impl[generics] Type = expression }` implements
/// [`Initial`](crate::Initial).
#[cfg(not(loom))]
#[macro_export]
macro_rules! impl_initial {
    (impl[$($generics:tt)*] $type:ty = $value:expr) => {
        impl<$($generics)*> $crate::Initial for $type {
            // A constructor: each use makes a new object, as it should.
            #[allow(clippy::declare_interior_mutable_const)]
            const INITIAL: Self = $value;
        }
    };
}

/// `impl_initial! { impl[generics] Type = expression }` implements
/// [`Initial`](crate::Initial).
#[cfg(loom)]
#[macro_export]
macro_rules! impl_initial {
    (impl[$($generics:tt)*] $type:ty = $value:expr) => {
        impl<$($generics)*> $crate::Initial for $type {
            fn initial() -> Self {
                $value
            }
        }
    };
}
