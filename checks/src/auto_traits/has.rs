//! Whether a type has a trait.

/// Whether `$type` has the trait, decided while compiling: an inherent constant, which there
/// is with the trait only, goes before a trait's, which there is always.
macro_rules! has {
    ($type:ty: $($bound:tt)+) => {{
        #[allow(dead_code)]
        struct Probe<T: ?Sized>(core::marker::PhantomData<T>);
        #[allow(dead_code)]
        trait Otherwise {
            const HAS: bool = false;
        }
        impl<T: ?Sized> Otherwise for Probe<T> {}
        #[allow(dead_code)]
        impl<T: ?Sized + $($bound)+> Probe<T> {
            const HAS: bool = true;
        }
        <Probe<$type>>::HAS
    }};
}
pub(super) use has;

/// Whether `name` is one of `names`.
pub(super) const fn listed(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at].as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// `table! { Type: Trait …; … }`: each type has these traits, and no others. The traits
/// about unwinding are looked at in a kernel's build only: a panic ends a checker's
/// execution.
macro_rules! table {
    ($($(#[$attribute:meta])* $type:ty: $($trait:ident)*;)*) => {
        $(
            $(#[$attribute])*
            const _: () = {
                const ROW: &[&str] = &[$(stringify!($trait)),*];
                $crate::auto_traits::has::rows!($type, ROW: Send, Sync, Unpin);
                #[cfg(not(any(loom, shuttle, explore)))]
                $crate::auto_traits::has::rows!($type, ROW: UnwindSafe, RefUnwindSafe);
            };
        )*

        /// The types, without their parameters.
        pub(super) fn names() -> std::collections::BTreeSet<&'static str> {
            [$(stringify!($type)),*].map($crate::auto_traits::has::name).into()
        }
    };
}
pub(super) use table;

/// `$type` has each of the traits if `$row` lists it, and only then.
macro_rules! rows {
    ($type:ty, $row:ident: $($trait:ident),*) => {$(
        assert!(
            $crate::auto_traits::has::has!($type: $trait)
                == $crate::auto_traits::has::listed($row, stringify!($trait)),
            concat!(stringify!($type), ": ", stringify!($trait), " is not as its row says")
        );
    )*};
}
pub(super) use rows;

/// The name of `type_`, without its path and its parameters.
pub(super) fn name(type_: &'static str) -> &'static str {
    let whole = type_.split('<').next().unwrap_or_default();
    whole.rsplit("::").next().unwrap_or_default().trim()
}

#[test]
fn a_trait_is_seen_if_it_is_there_and_only_then() {
    const { assert!(has!(u8: Send) && has!([u8]: Sync) && has!(&'static str: Copy)) };
    const { assert!(!has!(*const u8: Send) && !has!(std::rc::Rc<u8>: Sync)) };
    const { assert!(!has!(String: Copy)) };
    const { assert!(listed(&["Send", "Sync"], "Sync") && !listed(&["Sync"], "Syn")) };
    assert_eq!(name("module::Mutex < u8 >"), "Mutex");
}
