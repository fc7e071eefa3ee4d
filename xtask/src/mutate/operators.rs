//! Mutation operators: small standard mistakes in the logic.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::{BinOp, Block, Expr, ExprBinary, ExprMethodCall, Lit, LitInt, Pat, Stmt, UnOp};

use super::mutant::{Edit, Form};
use super::orderings::{Names, is_access};
use super::shown::{Text, line, range};

/// A change that an operator makes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// In this line.
    pub(crate) line: usize,
    /// What it does.
    pub(crate) what: &'static str,
    /// The code as it is.
    pub(crate) from: String,
    /// The code as it would be.
    pub(crate) to: String,
    /// How the source changes.
    pub(crate) edits: Vec<Edit>,
}

/// Methods that add or subtract their first argument.
const ARITHMETIC: [&str; 8] = [
    "wrapping_add",
    "wrapping_sub",
    "saturating_add",
    "saturating_sub",
    "checked_add",
    "checked_sub",
    "fetch_add",
    "fetch_sub",
];

/// One more and one less, where a literal is added or subtracted by a method.
pub(crate) fn off_by_one_in_call(text: Text, call: &ExprMethodCall) -> Vec<Change> {
    let known = ARITHMETIC.iter().any(|name| call.method == name);
    let literal = call.args.first().filter(|_| known).and_then(literal);
    off_by_one(text, call, literal)
}

/// One more and one less, where a literal is added or subtracted by an operator.
pub(crate) fn off_by_one_in_sum(text: Text, sum: &ExprBinary) -> Vec<Change> {
    use BinOp::{Add, AddAssign, Sub, SubAssign};
    let operands = match sum.op {
        Add(_) | Sub(_) | AddAssign(_) | SubAssign(_) => [&sum.right, &sum.left],
        _ => return Vec::new(),
    };
    off_by_one(text, sum, operands.into_iter().find_map(|it| literal(it)))
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

fn off_by_one(text: Text, whole: &impl ToTokens, literal: Option<&LitInt>) -> Vec<Change> {
    let Some((literal, value)) = literal.and_then(|it| Some((it, it.base10_parse().ok()?))) else {
        return Vec::new();
    };
    let value: u128 = value;
    let near = [value.checked_add(1), value.checked_sub(1)];
    let change = |near: u128| {
        let near = format!("{near}{}", literal.suffix());
        Change {
            line: line(literal),
            what: "off by one",
            from: text.show(whole),
            to: text.show_with(whole, &range(literal), &near),
            edits: vec![expression(literal, near)],
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
        edits: vec![expression(condition, negated)],
    }]
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
        edits: vec![expression(call, once)],
    }]
}

/// Whether `call` waits.
pub(crate) fn is_wait(call: &ExprMethodCall) -> bool {
    call.method == "wait_until"
}

/// The call that `statement` is, if it is one whose value nobody takes.
pub(crate) fn bare_call(statement: &Stmt) -> Option<&ExprMethodCall> {
    match statement {
        Stmt::Expr(Expr::MethodCall(call), Some(_)) => Some(call),
        _ => None,
    }
}

/// Drops statements that only write or wait, and swaps neighbours that both access
/// atomics.
pub(crate) fn statements(text: Text, names: &Names, block: &Block) -> Vec<Change> {
    let dropped = |statement: &Stmt| {
        let call = bare_call(statement).filter(|it| is_access(names, it))?;
        let what = match () {
            () if is_write(call) => "drop the write",
            () if is_wait(call) => "drop the wait",
            () => return None,
        };
        Some(Change {
            line: line(statement),
            what,
            from: text.show(statement),
            to: String::new(),
            edits: vec![replaced(statement, String::new())],
        })
    };
    let mut changes: Vec<Change> = block.stmts.iter().filter_map(dropped).collect();
    let last = block.stmts.last().filter(|it| is_value(it));
    for pair in block.stmts.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let is_value = last.is_some_and(|last| std::ptr::eq(last, second));
        if !is_value && accesses(names, first) && accesses(names, second) {
            changes.extend(swapped(text, first, second));
        }
    }
    changes
}

/// The two in the other order, if neither needs what the other binds.
fn swapped(text: Text, first: &Stmt, second: &Stmt) -> Option<Change> {
    let (from, to) = (text.show(first), text.show(second));
    let independent = bound(first).is_disjoint(&mentioned(second))
        && bound(second).is_disjoint(&mentioned(first));
    // What moves is not a binding: its scope would be the branch that it moves to.
    let edits = match (first, second) {
        _ if !independent => return None,
        (_, Stmt::Expr(..)) => vec![
            inserted(range(first).start, to.clone()),
            replaced(second, String::new()),
        ],
        (Stmt::Expr(..), Stmt::Local(_)) => vec![
            replaced(first, String::new()),
            inserted(range(second).end, from.clone()),
        ],
        _ => return None,
    };
    Some(Change {
        line: line(first),
        what: "swap statements",
        from: format!("{from} {to}"),
        to: format!("{to} {from}"),
        edits,
    })
}

/// Whether `call` writes.
fn is_write(call: &ExprMethodCall) -> bool {
    let method = call.method.to_string();
    method == "store" || method == "swap" || method.starts_with("fetch_")
}

/// Whether `statement`, the last of its block, is the block's value.
fn is_value(statement: &Stmt) -> bool {
    match statement {
        Stmt::Expr(_, semicolon) => semicolon.is_none(),
        Stmt::Macro(it) => it.semi_token.is_none(),
        Stmt::Local(_) | Stmt::Item(_) => false,
    }
}

fn accesses(names: &Names, statement: &Stmt) -> bool {
    struct Search<'a>(&'a Names, bool);
    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            self.1 |= is_access(self.0, call);
            syn::visit::visit_expr_method_call(self, call);
        }
    }
    let mut search = Search(names, false);
    search.visit_stmt(statement);
    search.1
}

/// The names that `statement` binds for those after it.
fn bound(statement: &Stmt) -> BTreeSet<String> {
    struct Names(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat(&mut self, pattern: &'ast Pat) {
            if let Pat::Ident(it) = pattern {
                self.0.insert(it.ident.to_string());
            }
            syn::visit::visit_pat(self, pattern);
        }
    }
    let mut names = Names(BTreeSet::new());
    if let Stmt::Local(local) = statement {
        names.visit_pat(&local.pat);
    }
    names.0
}

/// Every name in `statement`.
fn mentioned(statement: &Stmt) -> BTreeSet<String> {
    fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => collect(group.stream(), names),
                TokenTree::Ident(ident) => {
                    names.insert(ident.to_string());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    collect(statement.to_token_stream(), &mut names);
    names
}

fn expression(node: &impl syn::spanned::Spanned, text: String) -> Edit {
    Edit {
        range: range(node),
        form: Form::Expression,
        text,
    }
}

fn replaced(statement: &Stmt, text: String) -> Edit {
    Edit {
        range: range(statement),
        form: Form::Statements,
        text,
    }
}

fn inserted(at: usize, text: String) -> Edit {
    Edit {
        range: at..at,
        form: Form::Statements,
        text,
    }
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
        let in_call = |source| to(off_by_one_in_call(Text(source), &method_call(source)));
        assert_eq!(
            in_call("ticket.wrapping_add(1)"),
            ["ticket.wrapping_add(2)", "ticket.wrapping_add(0)"]
        );
        assert_eq!(
            in_call("self.next.fetch_sub(0_u32, Relaxed)"),
            ["self.next.fetch_sub(1u32, Relaxed)"]
        );
        assert!(in_call("x.wrapping_add(y)").is_empty());
        assert!(in_call("x.rotate_left(1)").is_empty());
        let in_sum = |source| {
            let sum = syn::parse_str(source).expect("a sum");
            to(off_by_one_in_sum(Text(source), &sum))
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
    fn a_wait_is_dropped_and_its_condition_negated() {
        let source = "self.owner.wait_until::<R>(Acquire, |owner| owner == ticket)";
        let call = method_call(source);
        assert_eq!(
            to(dropped_wait(Text(source), &call)),
            ["self.owner.load(Acquire)"]
        );
        assert_eq!(to(negated_wait(Text(source), &call)), ["owner != ticket"]);
    }

    fn of_block(source: &str) -> Vec<(&'static str, String)> {
        let file: syn::File = syn::parse_quote! { use a::Ordering::{Acquire, Relaxed, Release}; };
        let block: Block = syn::parse_str(source).expect("a block");
        statements(Text(source), &Names::of(&file), &block)
            .into_iter()
            .map(|change| (change.what, change.to))
            .collect()
    }

    #[test]
    fn writes_and_waits_are_dropped_and_events_are_not() {
        let source = "{ x.store(1, Release); log.append(Event::Release); x.load(Acquire); \
                      v.store(1); x.wait_until::<R>(Acquire, |x| x == 0) }";
        assert_eq!(of_block(source), [("drop the write", String::new())]);
        let source = "{ x.wait_until::<R>(Acquire, |x| x == 0); f(); x.swap(0, Relaxed); }";
        let dropped = [
            ("drop the wait", String::new()),
            ("drop the write", String::new()),
        ];
        assert_eq!(of_block(source), dropped);
    }

    #[test]
    fn neighbours_that_access_atomics_are_swapped() {
        let source = "{ let a = x.load(Acquire); if y.load(Relaxed) { f() } a }";
        let swapped = "if y.load(Relaxed) { f() } let a = x.load(Acquire);";
        assert_eq!(of_block(source), [("swap statements", swapped.into())]);
        let source = "{ if y.load(Relaxed) { f() } let a = x.load(Acquire); a }";
        let swapped = "let a = x.load(Acquire); if y.load(Relaxed) { f() }";
        assert_eq!(of_block(source), [("swap statements", swapped.into())]);
    }

    #[test]
    fn neighbours_that_need_each_other_stay() {
        for source in [
            "{ let a = x.load(Acquire); if y.load(Acquire) == a { f() } a }",
            "{ let a = x.load(Acquire); let b = y.load(Acquire); f(a, b) }",
            "{ x.load(Acquire); log.append(Event::Release); y.load(Acquire); }",
            "{ x.load(Acquire); y.load(Acquire) }",
            "{ f(a); y.load(Acquire); }",
        ] {
            assert_eq!(of_block(source), [], "{source}");
        }
    }
}
