//! Mutation operators on types: what is demanded of a parameter, and what an auto trait
//! is promised by. Each makes a program of its own.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    Field, GenericArgument, GenericParam, Generics, ItemImpl, PathArguments, Token, Type,
    TypeParamBound, TypePtr, WherePredicate,
};

use crate::mutant::{Change, Edit};
use crate::shown::{Text, line, range};

/// The auto traits that somebody promises by hand.
const AUTO: [&str; 2] = ["Send", "Sync"];

/// An auto trait is promised where it should not be.
const PROMISE_MORE: &str = "promise more";

/// An auto trait is not promised where it should be.
const PROMISE_LESS: &str = "promise less";

/// Whether `item` promises an auto trait.
fn promises(item: &ItemImpl) -> bool {
    let of = item.trait_.as_ref().map(|(path, _)| path);
    item.unsafety.is_some() && of.is_some_and(|path| AUTO.iter().any(|name| path.is_ident(name)))
}

/// An `impl` demands less of its parameters, or more, where it promises an auto trait; or
/// promises nothing.
pub(crate) fn of_impl(text: Text, item: &ItemImpl) -> Vec<Change> {
    let mut changes = parameters(text, &item.generics, promises(item));
    if promises(item) {
        changes.push(Change {
            line: line(item),
            what: PROMISE_LESS,
            from: text.show(item),
            to: String::new(),
            edits: vec![Edit::tokens(range(item), String::new())],
        });
    }
    changes
}

/// Less is demanded of parameters.
pub(crate) fn of_generics(text: Text, generics: &Generics) -> Vec<Change> {
    parameters(text, generics, false)
}

/// Less is demanded of parameters; and more, if they are those of a promise.
fn parameters(text: Text, generics: &Generics, promise: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for parameter in &generics.params {
        if let GenericParam::Type(it) = parameter {
            changes.extend(of_bounds(text, &it.ident, &it.bounds, promise));
        }
    }
    for predicate in generics.where_clause.iter().flat_map(|it| &it.predicates) {
        if let WherePredicate::Type(it) = predicate {
            changes.extend(of_bounds(text, &it.bounded_ty, &it.bounds, promise));
        }
    }
    changes
}

fn of_bounds(
    text: Text,
    of: &impl ToTokens,
    bounds: &Punctuated<TypeParamBound, Token![+]>,
    promise: bool,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (index, bound) in bounds.iter().enumerate() {
        let TypeParamBound::Trait(it) = bound else {
            continue;
        };
        let name = it.path.segments.last().map(|it| it.ident.to_string());
        let is_auto = name.is_some_and(|it| AUTO.contains(&&*it));
        // What is `?Sized` may be less: to be `Sized` is to demand more.
        let what = match (promise, text.show(bound).starts_with('?')) {
            (true, true) => PROMISE_LESS,
            (true, false) => PROMISE_MORE,
            (false, true) => "demand more",
            (false, false) => "drop the bound",
        };
        let others = bounds
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != index);
        let others: Vec<String> = others.map(|(_, it)| text.show(it)).collect();
        let all = bounds_range(bounds);
        let shown = |bounds: &str| format!("{}: {bounds}", text.show(of));
        let whole = shown(&text.show(bounds));
        let mut add = |what, bounds: String| {
            let to = if bounds.is_empty() {
                text.show(of)
            } else {
                shown(&bounds)
            };
            changes.push(Change {
                line: line(bound),
                what,
                from: whole.clone(),
                to,
                edits: vec![Edit::tokens(all.clone(), bounds)],
            });
        };
        add(what, others.join(" + "));
        if promise && is_auto {
            let rest = others
                .iter()
                .map(String::as_str)
                .filter(|it| !AUTO.contains(it));
            let rest: Vec<&str> = rest.chain(AUTO).collect();
            add(PROMISE_LESS, rest.join(" + "));
        }
    }
    changes
}

fn bounds_range(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Range<usize> {
    let all = bounds.iter().map(range);
    all.reduce(|all, next| all.start..next.end).unwrap_or(0..0)
}

/// A field that only marks the type marks it no more, or otherwise.
pub(crate) fn of_field(text: Text, generics: &Generics, field: &Field) -> Vec<Change> {
    let name = field.ident.as_ref().map(|it| format!("{it}: "));
    let name = name.unwrap_or_default();
    let at = |of: &Type, to: String| {
        let at = range(of);
        vec![Change {
            line: line(&field.ty),
            what: "drop the marker",
            from: format!("{name}{}", text.show(&field.ty)),
            to: format!("{name}{}", text.show_with(&field.ty, &at, &to)),
            edits: vec![Edit::tokens(at, to)],
        }]
    };
    match &field.ty {
        Type::Ptr(TypePtr { elem, .. }) if matches!(&**elem, Type::Tuple(it) if it.elems.is_empty()) => {
            at(&field.ty, "()".to_owned())
        }
        Type::Path(path) => {
            let last = path.path.segments.last();
            let Some(last) = last.filter(|it| it.ident == "PhantomData") else {
                return Vec::new();
            };
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return Vec::new();
            };
            let Some(GenericArgument::Type(marks)) = arguments.args.first() else {
                return Vec::new();
            };
            match marks {
                marks if mentioned(marks).is_disjoint(&names(generics)) => {
                    at(marks, "()".to_owned())
                }
                Type::FnPtr(it) => match &it.output {
                    syn::ReturnType::Type(_, output) => at(marks, text.show(output)),
                    syn::ReturnType::Default => Vec::new(),
                },
                Type::Reference(it) if it.mutability.is_some() => {
                    let mut shared = it.clone();
                    shared.mutability = None;
                    at(marks, shared.to_token_stream().to_string())
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The names of parameters, lifetimes included.
fn names(generics: &Generics) -> BTreeSet<String> {
    let name = |it: &GenericParam| match it {
        GenericParam::Lifetime(it) => it.lifetime.ident.to_string(),
        GenericParam::Type(it) => it.ident.to_string(),
        GenericParam::Const(it) => it.ident.to_string(),
    };
    generics.params.iter().map(name).collect()
}

fn mentioned(of: &impl ToTokens) -> BTreeSet<String> {
    fn collect(tokens: TokenStream, into: &mut BTreeSet<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => collect(group.stream(), into),
                TokenTree::Ident(ident) => {
                    into.insert(ident.to_string());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    collect(of.to_token_stream(), &mut names);
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::Item;

    fn of(source: &str) -> Vec<(&'static str, String)> {
        let item: Item = syn::parse_str(source).expect("an item");
        let text = Text(source);
        let changes = match &item {
            Item::Impl(item) => of_impl(text, item),
            Item::Struct(item) => {
                let fields = item.fields.iter();
                fields
                    .flat_map(|it| of_field(text, &item.generics, it))
                    .collect()
            }
            _ => panic!("no such item here"),
        };
        for change in &changes {
            let mut made = source.to_owned();
            let edit = &change.edits[0];
            made.replace_range(edit.range.clone(), &edit.text);
            syn::parse_file(&made).unwrap_or_else(|error| panic!("{made}: {error}"));
        }
        changes.into_iter().map(|it| (it.what, it.to)).collect()
    }

    #[test]
    fn a_promise_is_made_for_less_and_for_more() {
        let source = "unsafe impl<T: ?Sized + Send, R: Sync> Sync for Mutex<T, R> {}";
        let expected = [
            (PROMISE_LESS, "T: Send"),
            (PROMISE_MORE, "T: ?Sized"),
            (PROMISE_LESS, "T: ?Sized + Send + Sync"),
            (PROMISE_MORE, "R"),
            (PROMISE_LESS, "R: Send + Sync"),
            (PROMISE_LESS, ""),
        ];
        assert_eq!(of(source), expected.map(|(what, to)| (what, to.to_owned())));
    }

    #[test]
    fn a_bound_is_dropped() {
        let source = "impl<T: Copy, R> Queue<T, R> where R: RawLock, {}";
        let expected = [("drop the bound", "T"), ("drop the bound", "R")];
        assert_eq!(of(source), expected.map(|(what, to)| (what, to.to_owned())));
    }

    #[test]
    fn a_marker_marks_no_more() {
        let source = "struct Place<'a, R, T> { name: u32, not_send: PhantomData<NotSend>, \
                      relax: PhantomData<fn() -> R>, value: PhantomData<&'a mut T>, it: *mut () }";
        let expected = [
            "not_send: PhantomData<()>",
            "relax: PhantomData<R>",
            "value: PhantomData<& 'a T>",
            "it: ()",
        ];
        assert_eq!(
            of(source),
            expected.map(|to| ("drop the marker", to.to_owned()))
        );
    }
}
