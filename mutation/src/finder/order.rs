//! Whether what is compared has an order.

use syn::{GenericParam, Generics, TypeParamBound, WherePredicate};

/// Whether a parameter can be compared and has no order.
pub(super) fn may_lack_order(generics: &Generics) -> bool {
    let parameters = generics.params.iter().filter_map(|it| match it {
        GenericParam::Type(it) => Some(&it.bounds),
        _ => None,
    });
    let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
    let predicates = predicates.filter_map(|it| match it {
        WherePredicate::Type(it) => Some(&it.bounds),
        _ => None,
    });
    let is_bound = |bound: &TypeParamBound, names: [&str; 2]| match bound {
        TypeParamBound::Trait(it) => names.iter().any(|name| it.path.is_ident(name)),
        _ => false,
    };
    parameters.chain(predicates).any(|bounds| {
        let has = |names| bounds.iter().any(|it| is_bound(it, names));
        has(["PartialEq", "Eq"]) && !has(["PartialOrd", "Ord"])
    })
}
