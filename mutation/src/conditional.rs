//! What is compiled for tests only.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// Whether what has these attributes is compiled for tests only.
pub(crate) fn only_in_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        path.is_ident("test")
            || path.is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|it| implies(&it))
    })
}

/// Whether a `cfg` holds in tests only.
fn implies(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test") || path.is_ident("doctest"),
        Meta::List(list) if list.path.is_ident("all") || list.path.is_ident("any") => {
            let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let mut parts = parts.iter().flatten();
            if list.path.is_ident("all") {
                parts.any(implies)
            } else {
                parts.all(implies)
            }
        }
        Meta::List(_) | Meta::NameValue(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{Item, parse_quote};

    fn of(item: Item) -> bool {
        match item {
            Item::Fn(item) => only_in_tests(&item.attrs),
            _ => panic!("not a function"),
        }
    }

    #[test]
    fn a_condition_that_implies_test_is_recognized() {
        assert!(of(parse_quote! { #[test] fn f() {} }));
        assert!(of(parse_quote! { #[cfg(test)] fn f() {} }));
        assert!(of(
            parse_quote! { #[inline] #[cfg(all(not(loom), test))] fn f() {} }
        ));
        assert!(of(parse_quote! { #[cfg(any(test, doctest))] fn f() {} }));
    }

    #[test]
    fn a_condition_that_may_hold_elsewhere_is_not() {
        assert!(!of(parse_quote! { fn f() {} }));
        assert!(!of(parse_quote! { #[cfg(not(test))] fn f() {} }));
        assert!(!of(parse_quote! { #[cfg(any(test, loom))] fn f() {} }));
        assert!(!of(parse_quote! { #[cfg(feature = "test")] fn f() {} }));
    }
}
