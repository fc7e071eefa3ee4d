//! Mutation operators on what is compared and asked: of each comparison those that no
//! other notices, and of each connection of two conditions either alone.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprBinary, ExprMethodCall, ExprUnary, File, Item, Lit, UnOp};

use crate::mutant::{Change, Edit};
use crate::shown::{Text, line, range};

/// What an operator is mistaken for: a test that tells it from these tells it from every
/// other comparison (Kaminski, Ammann and Offutt, JSS 2013).
fn mistaken(op: &BinOp) -> Option<([&'static str; 2], &'static str)> {
    Some(match op {
        BinOp::Lt(_) => (["<=", "!="], "false"),
        BinOp::Gt(_) => ([">=", "!="], "false"),
        BinOp::Le(_) => (["<", "=="], "true"),
        BinOp::Ge(_) => ([">", "=="], "true"),
        BinOp::Eq(_) => (["<=", ">="], "false"),
        BinOp::Ne(_) => (["<", ">"], "true"),
        _ => return None,
    })
}

/// What is known of the values that a source compares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    /// The constants that are the least of their type.
    least: BTreeSet<String>,
    /// Whether there are values without an order.
    pub(crate) unordered: bool,
}

impl Values {
    /// By the constants of `file`.
    pub(crate) fn of(file: &File) -> Self {
        let constants = file.items.iter().filter_map(|item| match item {
            Item::Const(it) => Some(it),
            _ => None,
        });
        let least = constants.filter(|it| is_zero(&it.expr));
        Self {
            least: least.map(|it| it.ident.to_string()).collect(),
            unordered: false,
        }
    }

    /// Whether nothing is less than `value`: numbers have no sign here.
    fn is_least(&self, value: &Expr) -> bool {
        match value {
            Expr::Path(it) => it
                .path
                .get_ident()
                .is_some_and(|name| self.least.contains(&name.to_string())),
            value => is_zero(value),
        }
    }
}

fn is_zero(value: &Expr) -> bool {
    let Expr::Lit(literal) = value else {
        return false;
    };
    matches!(&literal.lit, Lit::Int(it) if it.base10_digits() == "0")
}

/// Compares otherwise. What may have no order is only compared with the result that is not
/// looked for; and what is the least of its type has no other that is.
pub(crate) fn compared(text: Text, sum: &ExprBinary, values: &Values) -> Vec<Change> {
    let Some((others, constant)) = mistaken(&sum.op) else {
        return Vec::new();
    };
    let is_equality = matches!(sum.op, BinOp::Eq(_) | BinOp::Ne(_));
    let has_order = !values.unordered || !is_equality;
    let names_a_case = [&sum.left, &sum.right].into_iter().any(|it| is_case(it));
    let others = others.into_iter().filter(|_| has_order && !names_a_case);
    // Beside the least, `<=` is `==`, `>` is `!=`, and the other two are constants.
    let is_same = is_equality
        && [&sum.left, &sum.right]
            .into_iter()
            .any(|it| values.is_least(it));
    let others = others.filter(|_| !is_same);
    let others = others.map(|op| text.show_with(sum, &range(&sum.op), op));
    let change = |to: String| change(text, sum, "compare otherwise", to);
    let opposite = is_same.then(|| (constant == "false").to_string());
    let constants = [constant.to_owned()].into_iter().chain(opposite);
    others.chain(constants).map(change).collect()
}

/// Whether a value is a case of an `enum`, which have an order by accident only.
fn is_case(value: &Expr) -> bool {
    let Expr::Path(path) = value else {
        return false;
    };
    let mut segments = path.path.segments.iter().rev();
    let last = segments.next().map(|it| it.ident.to_string());
    let is_camel =
        |name: String| name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase);
    segments.next().is_some() && last.is_some_and(is_camel)
}

/// Takes each of two conditions alone, and joins them the other way.
pub(crate) fn connected(text: Text, both: &ExprBinary) -> Vec<Change> {
    let other = match both.op {
        BinOp::And(_) => "||",
        BinOp::Or(_) => "&&",
        _ => return Vec::new(),
    };
    if binds(&both.left) || binds(&both.right) {
        return Vec::new();
    }
    let alone = [&both.left, &both.right].map(|it| text.show(it));
    let mut changes: Vec<Change> = alone
        .into_iter()
        .map(|to| change(text, both, "drop a condition", to))
        .collect();
    let joined = format!(
        "({}) {other} ({})",
        text.show(&both.left),
        text.show(&both.right)
    );
    changes.push(change(text, both, "connect otherwise", joined));
    changes
}

/// Whether a condition binds names.
fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(it) => binds(&it.left) || binds(&it.right),
        _ => false,
    }
}

/// Forgets a `!`.
pub(crate) fn negated(text: Text, not: &ExprUnary) -> Option<Change> {
    let UnOp::Not(_) = not.op else { return None };
    let shown = text.show(&not.expr);
    // What is negated may be a reference, which is no condition by itself.
    let edits = vec![Edit::expression(not, format!("!!({shown})"))];
    let mut change = change(text, not, "negate", shown);
    change.edits = edits;
    Some(change)
}

/// Questions, and what they are mistaken for.
const QUESTIONS: [(&str, &str); 6] = [
    ("is_some", "is_none"),
    ("is_none", "is_some"),
    ("is_ok", "is_err"),
    ("is_err", "is_ok"),
    ("any", "all"),
    ("all", "any"),
];

/// Ends of a row, and what they are mistaken for.
const ENDS: [(&str, &str); 8] = [
    ("push_back", "push_front"),
    ("push_front", "push_back"),
    ("pop_front", "pop_back"),
    ("pop_back", "pop_front"),
    ("front", "back"),
    ("back", "front"),
    ("rposition", "position"),
    ("rfind", "find"),
];

/// Asks another question, or looks at the other end.
pub(crate) fn asked(text: Text, call: &ExprMethodCall) -> Option<Change> {
    let known = |all: &[(&str, &'static str)]| {
        let found = all.iter().find(|(name, _)| call.method == name);
        found.map(|(_, other)| *other)
    };
    let (what, other) = match known(&QUESTIONS) {
        Some(other) => ("ask otherwise", other),
        None => ("take the other end", known(&ENDS)?),
    };
    let to = text.show_with(call, &range(&call.method), other);
    Some(change(text, call, what, to))
}

fn change(text: Text, whole: &(impl ToTokens + Spanned), what: &'static str, to: String) -> Change {
    Change {
        line: line(whole),
        what,
        from: text.show(whole),
        to: to.clone(),
        edits: vec![Edit::expression(whole, to)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(changes: impl IntoIterator<Item = Change>) -> Vec<String> {
        changes.into_iter().map(|change| change.to).collect()
    }

    fn binary(source: &str) -> ExprBinary {
        syn::parse_str(source).expect("two operands")
    }

    #[test]
    fn each_comparison_is_mistaken_for_three() {
        let file: File = syn::parse_quote! { const NOBODY: u32 = 0; const ALL: u32 = 7; };
        let values = Values::of(&file);
        let of = |source| to(compared(Text(source), &binary(source), &values));
        assert_eq!(of("a < b"), ["a <= b", "a != b", "false"]);
        assert_eq!(of("a >= b"), ["a > b", "a == b", "true"]);
        assert_eq!(
            of("owner == ticket"),
            ["owner <= ticket", "owner >= ticket", "false"]
        );
        assert_eq!(of("x != ALL"), ["x < ALL", "x > ALL", "true"]);
        assert_eq!(of("x != NOBODY"), ["true", "false"]);
        assert_eq!(of("len == 0"), ["false", "true"]);
        assert_eq!(of("len > 0"), ["len >= 0", "len != 0", "false"]);
        assert_eq!(of("order == Order::Fifo"), ["false"]);
        assert!(of("a + b").is_empty());
        let source = "first == *value";
        let unordered = Values {
            unordered: true,
            ..Values::default()
        };
        assert_eq!(
            to(compared(Text(source), &binary(source), &unordered)),
            ["false"]
        );
    }

    #[test]
    fn conditions_are_dropped_and_joined_the_other_way() {
        let of = |source| to(connected(Text(source), &binary(source)));
        assert_eq!(of("a == b && c"), ["a == b", "c", "(a == b) || (c)"]);
        assert_eq!(of("a || b && c"), ["a", "b && c", "(a) && (b && c)"]);
        assert!(of("a + b").is_empty());
        let chain: syn::ExprIf = syn::parse_str("if let Some(a) = b && c {}").expect("a chain");
        let Expr::Binary(chain) = &*chain.cond else {
            panic!("a chain")
        };
        assert_eq!(connected(Text("if let Some(a) = b && c {}"), chain), []);
    }

    #[test]
    fn another_question_is_asked() {
        let of = |source| {
            let call = syn::parse_str(source).expect("a method call");
            to(asked(Text(source), &call))
        };
        assert_eq!(of("x.is_some()"), ["x.is_none()"]);
        assert_eq!(of("all.iter().any(|x| x)"), ["all.iter().all(|x| x)"]);
        assert_eq!(of("queue.push_back(1)"), ["queue.push_front(1)"]);
        assert!(of("x.len()").is_empty());
        let source = "!value.is_empty()";
        let not = syn::parse_str(source).expect("a negation");
        assert_eq!(to(negated(Text(source), &not)), ["value.is_empty()"]);
    }
}
