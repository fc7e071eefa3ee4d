//! Mutation operators on numbers: what is done with them, and what is written down.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{BinOp, ExprBinary, ExprLit, ExprMethodCall, Lit};

use crate::mutant::{Change, Edit};
use crate::shown::{Text, line, range};

/// Methods that compute, and what each is mistaken for.
const METHODS: [(&str, &[&str]); 13] = [
    ("wrapping_add", &["wrapping_sub", "saturating_add"]),
    ("wrapping_sub", &["wrapping_add", "saturating_sub"]),
    ("wrapping_mul", &["saturating_mul"]),
    ("saturating_add", &["saturating_sub", "wrapping_add"]),
    ("saturating_sub", &["saturating_add", "wrapping_sub"]),
    ("saturating_mul", &["wrapping_mul"]),
    ("checked_add", &["checked_sub"]),
    ("checked_sub", &["checked_add"]),
    ("checked_mul", &["checked_add"]),
    ("fetch_add", &["fetch_sub"]),
    ("fetch_sub", &["fetch_add"]),
    ("min", &["max"]),
    ("max", &["min"]),
];

/// Computes otherwise, by a method.
pub(crate) fn by_method(text: Text, call: &ExprMethodCall) -> Vec<Change> {
    let known = METHODS.iter().find(|(name, _)| call.method == name);
    let others = known
        .filter(|_| !call.args.is_empty())
        .map(|(_, others)| *others);
    let to = |other: &&str| text.show_with(call, &range(&call.method), other);
    let others = others.unwrap_or_default().iter().map(to);
    others.map(|to| change(text, call, to)).collect()
}

/// Computes otherwise, by an operator.
pub(crate) fn by_operator(text: Text, sum: &ExprBinary) -> Vec<Change> {
    let other = match sum.op {
        BinOp::Add(_) => "-",
        BinOp::Sub(_) => "+",
        BinOp::Mul(_) => "+",
        BinOp::Div(_) => "*",
        BinOp::AddAssign(_) => "-=",
        BinOp::SubAssign(_) => "+=",
        BinOp::Rem(_) => return vec![change(text, sum, text.show(&sum.left))],
        _ => return Vec::new(),
    };
    let to = text.show_with(sum, &range(&sum.op), other);
    vec![change(text, sum, to)]
}

fn change(text: Text, whole: &(impl ToTokens + Spanned), to: String) -> Change {
    Change {
        line: line(whole),
        what: "compute otherwise",
        from: text.show(whole),
        to: to.clone(),
        edits: vec![Edit::expression(whole, to)],
    }
}

/// Another value for a literal: its neighbours, unless those are `known` already, the
/// least and the greatest; or the other truth.
pub(crate) fn literal(text: Text, literal: &ExprLit, known: bool) -> Vec<Change> {
    let change = |(what, to): (&'static str, String)| Change {
        line: line(literal),
        what,
        from: text.show(literal),
        to: to.clone(),
        edits: vec![Edit::expression(literal, to)],
    };
    let others: Vec<(&'static str, String)> = match &literal.lit {
        Lit::Bool(it) => vec![("flip the literal", (!it.value).to_string())],
        Lit::Int(it) => {
            let Ok(value) = it.base10_parse::<u128>() else {
                return Vec::new();
            };
            let near = [value.checked_add(1), value.checked_sub(1)];
            let near = near.into_iter().flatten().filter(|_| !known);
            let near = near.map(|it| ("off by one", it));
            let least = Some(("go to the limit", 0)).filter(|_| value > 1);
            let suffix = it.suffix();
            let others = near
                .chain(least)
                .map(|(what, it)| (what, format!("{it}{suffix}")));
            let greatest = ("go to the limit", format!("!0{suffix}"));
            others.chain([greatest]).collect()
        }
        _ => Vec::new(),
    };
    others.into_iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(changes: Vec<Change>) -> Vec<String> {
        changes.into_iter().map(|change| change.to).collect()
    }

    #[test]
    fn numbers_are_computed_otherwise() {
        let method = |source| {
            to(by_method(
                Text(source),
                &syn::parse_str(source).expect("a call"),
            ))
        };
        assert_eq!(
            method("ticket.wrapping_add(1)"),
            ["ticket.wrapping_sub(1)", "ticket.saturating_add(1)"]
        );
        assert_eq!(method("hints.min(LIMIT)"), ["hints.max(LIMIT)"]);
        assert!(method("all.max()").is_empty());
        let sum = |source| {
            to(by_operator(
                Text(source),
                &syn::parse_str(source).expect("a sum"),
            ))
        };
        assert_eq!(sum("a.length += 1"), ["a.length -= 1"]);
        assert_eq!(sum("(first + 1) % CAPACITY"), ["(first + 1)"]);
        assert!(sum("a == b").is_empty());
    }

    #[test]
    fn a_literal_is_another() {
        let of = |source, known| {
            to(literal(
                Text(source),
                &syn::parse_str(source).expect("a literal"),
                known,
            ))
        };
        assert_eq!(of("7", false), ["8", "6", "0", "!0"]);
        assert_eq!(of("0_u32", false), ["1u32", "!0u32"]);
        assert_eq!(of("1", true), ["!0"]);
        assert_eq!(of("true", false), ["false"]);
        assert!(of("\"text\"", false).is_empty());
    }
}
