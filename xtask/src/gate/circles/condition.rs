//! What is compiled for tests only.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// Whether what has these attributes is compiled for tests only.
pub(super) fn only_in_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let condition = path.is_ident("cfg").then(|| attribute.parse_args::<Meta>());
        path.is_ident("test") || matches!(condition, Some(Ok(it)) if is_test(&it))
    })
}

/// Whether a `cfg` holds in tests only.
fn is_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else {
        return condition.path().is_ident("test") || condition.path().is_ident("doctest");
    };
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let mut parts = parts.iter().flatten();
    match &list.path {
        all if all.is_ident("all") => parts.any(is_test),
        any if any.is_ident("any") => parts.all(is_test),
        _ => false,
    }
}
