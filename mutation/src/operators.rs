//! Mutation operators on expressions: small standard mistakes in the logic.

use quote::ToTokens;
use syn::{BinOp, Expr, ExprBinary, ExprMatch, ExprMethodCall, Lit, LitInt, Pat, UnOp};

use crate::mutant::{Change, Edit};
use crate::shown::{Text, line, range};

/// Methods that add, subtract or multiply by their first argument.
const ARITHMETIC: [&str; 11] = [
    "wrapping_add",
    "wrapping_sub",
    "saturating_add",
    "saturating_sub",
    "checked_add",
    "checked_sub",
    "wrapping_mul",
    "saturating_mul",
    "checked_mul",
    "fetch_add",
    "fetch_sub",
];

/// The literal that is added, subtracted or multiplied by in a method.
pub(crate) fn term_of_call(call: &ExprMethodCall) -> Option<&LitInt> {
    let known = ARITHMETIC.iter().any(|name| call.method == name);
    call.args.first().filter(|_| known).and_then(literal)
}

/// The literal that is added or subtracted by an operator.
pub(crate) fn term_of_sum(sum: &ExprBinary) -> Option<&LitInt> {
    use BinOp::{Add, AddAssign, Sub, SubAssign};
    match sum.op {
        Add(_) | Sub(_) | AddAssign(_) | SubAssign(_) => [&sum.right, &sum.left]
            .into_iter()
            .find_map(|it| literal(it)),
        _ => None,
    }
}

fn literal(expression: &Expr) -> Option<&LitInt> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(literal) => Some(literal),
            _ => None,
        },
        _ => None,
    }
}

/// One more and one less, of a `literal` in a sum, which is shown as a whole.
pub(crate) fn off_by_one(text: Text, whole: &impl ToTokens, literal: &LitInt) -> Vec<Change> {
    let Ok(value) = literal.base10_parse::<u128>() else {
        return Vec::new();
    };
    let near = [value.checked_add(1), value.checked_sub(1)];
    let change = |near: u128| {
        let near = format!("{near}{}", literal.suffix());
        Change {
            line: line(literal),
            what: "off by one",
            from: text.show(whole),
            to: text.show_with(whole, &range(literal), &near),
            edits: vec![Edit::expression(literal, near)],
        }
    };
    near.into_iter().flatten().map(change).collect()
}

/// Negates each part of a condition that `&&` and `||` join.
pub(crate) fn negations(text: Text, condition: &Expr) -> Vec<Change> {
    let negated = match condition {
        Expr::Paren(paren) => return negations(text, &paren.expr),
        Expr::Let(_) => return Vec::new(),
        Expr::Binary(it) if matches!(it.op, BinOp::And(_) | BinOp::Or(_)) => {
            let mut both = negations(text, &it.left);
            both.extend(negations(text, &it.right));
            return both;
        }
        Expr::Binary(it) => match it.op {
            BinOp::Eq(op) => text.show_with(it, &range(&op), "!="),
            BinOp::Ne(op) => text.show_with(it, &range(&op), "=="),
            _ => format!("!({})", text.show(it)),
        },
        Expr::Unary(it) if matches!(it.op, UnOp::Not(_)) => text.show(&it.expr),
        it => format!("!({})", text.show(it)),
    };
    vec![Change {
        line: line(condition),
        what: "negate",
        from: text.show(condition),
        to: negated.clone(),
        edits: vec![Edit::expression(condition, negated)],
    }]
}

/// Whether a condition is what `choice` looks at: its arms are `true` and `false`.
pub(crate) fn is_yes_or_no(choice: &ExprMatch) -> bool {
    let is_bool = |pattern: &Pat| match pattern {
        Pat::Lit(literal) => matches!(literal.lit, Lit::Bool(_)),
        _ => false,
    };
    choice.arms.iter().all(|arm| is_bool(&arm.pat))
}

/// Negates the condition that `call` waits for.
pub(crate) fn negated_wait(text: Text, call: &ExprMethodCall) -> Vec<Change> {
    let closure = call.args.iter().find_map(|argument| match argument {
        Expr::Closure(closure) => Some(closure),
        _ => None,
    });
    match closure.map(|closure| &*closure.body) {
        // Statements before the value: what the condition is, nobody can tell.
        None | Some(Expr::Block(_)) => Vec::new(),
        Some(condition) => negations(text, condition),
    }
}

/// Polls once instead of waiting, where what is waited for is a value.
pub(crate) fn dropped_wait(text: Text, call: &ExprMethodCall) -> Vec<Change> {
    let Some(ordering) = call.args.first() else {
        return Vec::new();
    };
    let receiver = text.show(&call.receiver);
    let once = format!("{receiver}.load({})", text.show(ordering));
    vec![Change {
        line: line(&call.method),
        what: "drop the wait",
        from: text.show(call),
        to: once.clone(),
        edits: vec![Edit::expression(call, once)],
    }]
}

/// Whether `call` waits.
pub(crate) fn is_wait(call: &ExprMethodCall) -> bool {
    call.method == "wait_until" || call.method == "wait_in_line"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method_call(source: &str) -> ExprMethodCall {
        syn::parse_str(source).expect("a method call")
    }

    /// What the changes make of the code.
    fn to(changes: Vec<Change>) -> Vec<String> {
        changes.into_iter().map(|change| change.to).collect()
    }

    #[test]
    fn a_literal_is_off_by_one_both_ways() {
        let in_call = |source| {
            let call = method_call(source);
            let term = term_of_call(&call).map(|it| off_by_one(Text(source), &call, it));
            to(term.unwrap_or_default())
        };
        assert_eq!(
            in_call("ticket.wrapping_add(1)"),
            ["ticket.wrapping_add(2)", "ticket.wrapping_add(0)"]
        );
        assert_eq!(
            in_call("self.next.fetch_sub(0_u32, Relaxed)"),
            ["self.next.fetch_sub(1u32, Relaxed)"]
        );
        assert_eq!(
            in_call("hints.saturating_mul(2)"),
            ["hints.saturating_mul(3)", "hints.saturating_mul(1)"]
        );
        assert!(in_call("x.wrapping_add(y)").is_empty());
        assert!(in_call("x.rotate_left(1)").is_empty());
        let in_sum = |source| {
            let sum = syn::parse_str(source).expect("a sum");
            let term = term_of_sum(&sum).map(|it| off_by_one(Text(source), &sum, it));
            to(term.unwrap_or_default())
        };
        assert_eq!(
            in_sum("name as usize - 1"),
            ["name as usize - 2", "name as usize - 0"]
        );
        assert_eq!(in_sum("1 + cpu"), ["2 + cpu", "0 + cpu"]);
        assert!(in_sum("a + b").is_empty());
        assert!(in_sum("a == 1").is_empty());
    }

    #[test]
    fn each_part_of_a_condition_is_negated() {
        let negated = |source| {
            let condition = syn::parse_str(source).expect("an expression");
            to(negations(Text(source), &condition))
        };
        assert_eq!(negated("a == b"), ["a != b"]);
        assert_eq!(negated("a != b"), ["a == b"]);
        assert_eq!(negated("!waiting"), ["waiting"]);
        assert_eq!(negated("self.attempt()"), ["!(self.attempt())"]);
        assert_eq!(negated("a < b"), ["!(a < b)"]);
        assert_eq!(negated("x != 0 || (y && !z)"), ["x == 0", "!(y)", "z"]);
        assert!(negated("let Some(x) = y").is_empty());
    }

    #[test]
    fn a_match_may_be_a_condition() {
        let choice = |source| is_yes_or_no(&syn::parse_str(source).expect("a match"));
        assert!(choice("match a > b { true => 1, false => 2 }"));
        assert!(!choice("match a { Some(true) => 1, _ => 2 }"));
        assert!(!choice("match (a, b) { (true, false) => 1, _ => 2 }"));
    }

    #[test]
    fn a_wait_is_dropped_and_its_condition_negated() {
        let source = "self.owner.wait_until::<R>(Acquire, |owner| owner == ticket)";
        let call = method_call(source);
        assert_eq!(
            to(dropped_wait(Text(source), &call)),
            ["self.owner.load(Acquire)"]
        );
        assert_eq!(to(negated_wait(Text(source), &call)), ["owner != ticket"]);
        let source = "owner.wait_in_line::<R>(Acquire, |owner| owner == ticket, |_| 1)";
        let call = method_call(source);
        assert!(is_wait(&call) && !is_wait(&method_call("owner.load(Acquire)")));
        assert_eq!(
            to(dropped_wait(Text(source), &call)),
            ["owner.load(Acquire)"]
        );
        assert_eq!(to(negated_wait(Text(source), &call)), ["owner != ticket"]);
    }
}
