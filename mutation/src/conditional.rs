//! What is compiled in a build.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// A build of a crate: what of its source is in the program.
///
/// Tests themselves are in none. Of what a build does not say, whatever a source asks for holds: its
/// target is the one that the source is for.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// The names of `cfg` that do not hold in it.
    pub without: &'a [&'a str],
    /// Whether it has all features of the crate; otherwise it has none.
    pub features: bool,
    /// Whether it has what is built for tests.
    pub tests: bool,
}

impl Build<'_> {
    /// The build with everything in it.
    pub const WHOLE: Self = Build {
        without: &[],
        features: true,
        tests: false,
    };

    /// Whether what has these attributes is in the build.
    pub(crate) fn has(self, attributes: &[Attribute]) -> bool {
        attributes.iter().all(|attribute| {
            let path = attribute.path();
            let is_test = path.is_ident("test");
            let condition = path.is_ident("cfg").then(|| attribute.parse_args::<Meta>());
            !is_test && condition.is_none_or(|it| it.is_ok_and(|it| self.holds(&it)))
        })
    }

    fn holds(self, condition: &Meta) -> bool {
        match condition {
            Meta::Path(path) if path.is_ident("test") => self.tests,
            Meta::Path(path) => {
                let off = ["doctest"].into_iter().chain(self.without.iter().copied());
                off.into_iter().all(|name| !path.is_ident(name))
            }
            Meta::NameValue(it) if it.path.is_ident("feature") => self.features,
            Meta::NameValue(_) => true,
            Meta::List(list) => {
                let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
                let parts = parts.unwrap_or_default();
                let mut hold = parts.iter().map(|it| self.holds(it));
                match list.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("all") => hold.all(|it| it),
                    Some("any") => hold.any(|it| it),
                    Some("not") => !hold.all(|it| it),
                    _ => true,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{Item, parse_quote};

    fn of(item: Item, build: Build<'_>) -> bool {
        match item {
            Item::Fn(item) => build.has(&item.attrs),
            _ => panic!("not a function"),
        }
    }

    const KERNEL: Build<'_> = Build {
        without: &["loom"],
        features: false,
        tests: false,
    };

    #[test]
    fn tests_are_in_no_build() {
        for build in [Build::WHOLE, KERNEL] {
            assert!(!of(parse_quote! { #[test] fn f() {} }, build));
            assert!(!of(parse_quote! { #[cfg(test)] fn f() {} }, build));
            assert!(!of(
                parse_quote! { #[inline] #[cfg(all(not(loom), test))] fn f() {} },
                build
            ));
            assert!(!of(
                parse_quote! { #[cfg(any(test, doctest))] fn f() {} },
                build
            ));
            assert!(of(parse_quote! { fn f() {} }, build));
            assert!(of(parse_quote! { #[cfg(not(test))] fn f() {} }, build));
        }
    }

    #[test]
    fn a_build_for_tests_has_what_they_need_and_not_them() {
        let build = Build {
            tests: true,
            ..KERNEL
        };
        assert!(of(
            parse_quote! { #[cfg(any(loom, test))] fn f() {} },
            build
        ));
        assert!(!of(parse_quote! { #[cfg(loom)] fn f() {} }, build));
        assert!(!of(parse_quote! { #[test] fn f() {} }, build));
    }

    #[test]
    fn a_build_has_what_it_switches_on() {
        for (item, whole, kernel) in [
            (parse_quote! { #[cfg(loom)] fn f() {} }, true, false),
            (parse_quote! { #[cfg(not(loom))] fn f() {} }, false, true),
            (
                parse_quote! { #[cfg(any(test, loom))] fn f() {} },
                true,
                false,
            ),
            (
                parse_quote! { #[cfg(feature = "spec")] fn f() {} },
                true,
                false,
            ),
            (
                parse_quote! { #[cfg(not(any(loom, feature = "spec")))] fn f() {} },
                false,
                true,
            ),
            (
                parse_quote! { #[cfg(target_has_atomic = "64")] fn f() {} },
                true,
                true,
            ),
            (
                parse_quote! { #[cfg(unix)] #[cfg(loom)] fn f() {} },
                true,
                false,
            ),
        ] {
            let item: Item = item;
            assert_eq!(of(item.clone(), Build::WHOLE), whole, "{item:?}");
            assert_eq!(of(item.clone(), KERNEL), kernel, "{item:?}");
        }
    }
}
