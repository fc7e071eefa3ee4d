//! Mutation operators on statements: one that is missing, two in the wrong order.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::{BinOp, Block, Expr, ExprMethodCall, Ident, Pat, Stmt};

use crate::mutant::{Change, Edit};
use crate::operators::is_wait;
use crate::orderings::{Names, is_access};
use crate::shown::{Text, line, range};

/// The call that `statement` is, if it is one whose value nobody takes.
pub(crate) fn bare_call(statement: &Stmt) -> Option<&ExprMethodCall> {
    match statement {
        Stmt::Expr(Expr::MethodCall(call), Some(_)) => Some(call),
        _ => None,
    }
}

/// Drops statements that are no more than a call, an assertion or a way out, and swaps
/// neighbours that both access atomics.
pub(crate) fn mutated(text: Text, names: &Names, block: &Block) -> Vec<Change> {
    let dropped = |statement: &Stmt| {
        let what = match bare_call(statement) {
            _ if is_assertion(statement) => "drop the assertion",
            _ if is_way_out(statement) => "drop the early return",
            None if is_assignment(statement) => "drop the write",
            Some(call) if !is_access(names, call) => call_that_matters(&call.method)?,
            Some(call) if is_write(call) => "drop the write",
            Some(call) if is_wait(call) => "drop the wait",
            Some(_) => return None,
            None => call_that_matters(function(names, statement)?)?,
        };
        Some(Change {
            line: line(statement),
            what,
            from: text.show(statement),
            to: String::new(),
            edits: vec![Edit::replaced(statement, String::new())],
        })
    };
    let mut changes: Vec<Change> = block.stmts.iter().filter_map(dropped).collect();
    changes.extend(block.stmts.iter().filter_map(|it| ignored(text, it)));
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

/// Whether `statement` asserts.
fn is_assertion(statement: &Stmt) -> bool {
    let invoked = match statement {
        Stmt::Macro(it) => &it.mac,
        Stmt::Expr(Expr::Macro(it), _) => &it.mac,
        _ => return false,
    };
    let name = invoked.path.segments.last().map(|it| it.ident.to_string());
    let name = name.unwrap_or_default();
    let name = name.strip_prefix("debug_").unwrap_or(&name);
    ["assert", "assert_eq", "assert_ne"].contains(&name)
}

/// Whether `statement` leaves the function, or the loop, on a condition.
fn is_way_out(statement: &Stmt) -> bool {
    let Stmt::Expr(Expr::If(branch), _) = statement else {
        return false;
    };
    let last = branch.then_branch.stmts.last();
    let leaves = matches!(
        last,
        Some(Stmt::Expr(
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_),
            _
        ))
    );
    leaves && branch.else_branch.is_none()
}

/// Ignores an error that `statement` would return.
fn ignored(text: Text, statement: &Stmt) -> Option<Change> {
    let Stmt::Expr(Expr::Try(it), Some(_)) = statement else {
        return None;
    };
    let to = format!("let _ = {};", text.show(&it.expr));
    Some(Change {
        line: line(statement),
        what: "drop the early return",
        from: text.show(statement),
        to: to.clone(),
        edits: vec![Edit::replaced(statement, to)],
    })
}

/// Whether `statement` writes a value in place: `a = b`, `a += b`.
fn is_assignment(statement: &Stmt) -> bool {
    match statement {
        Stmt::Expr(Expr::Assign(_), Some(_)) => true,
        Stmt::Expr(Expr::Binary(it), Some(_)) => matches!(
            it.op,
            BinOp::AddAssign(_)
                | BinOp::SubAssign(_)
                | BinOp::MulAssign(_)
                | BinOp::DivAssign(_)
                | BinOp::RemAssign(_)
                | BinOp::BitXorAssign(_)
                | BinOp::BitAndAssign(_)
                | BinOp::BitOrAssign(_)
                | BinOp::ShlAssign(_)
                | BinOp::ShrAssign(_)
        ),
        _ => false,
    }
}

/// The name of the function that `statement` calls, if it does no more than that; a fence
/// goes with its ordering.
fn function<'a>(names: &Names, statement: &'a Stmt) -> Option<&'a Ident> {
    let Stmt::Expr(Expr::Call(call), Some(_)) = statement else {
        return None;
    };
    let Expr::Path(function) = &*call.func else {
        return None;
    };
    let is_fence = call.args.iter().any(|it| names.expression(it).is_some());
    let name = &function.path.segments.last()?.ident;
    (!is_fence).then_some(name)
}

/// What is done to a call of `name`: nothing, if it belongs to a ghost log, or if it only
/// ends early what ends anyway.
fn call_that_matters(name: &Ident) -> Option<&'static str> {
    (name != "append" && name != "drop").then_some("drop the call")
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
            Edit::inserted(range(first).start, to.clone()),
            Edit::replaced(second, String::new()),
        ],
        (Stmt::Expr(..), Stmt::Local(_)) => vec![
            Edit::replaced(first, String::new()),
            Edit::inserted(range(second).end, from.clone()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of_block(source: &str) -> Vec<(&'static str, String)> {
        let file: syn::File = syn::parse_quote! { use a::Ordering::{Acquire, Relaxed, Release}; };
        let block: Block = syn::parse_str(source).expect("a block");
        mutated(Text(source), &Names::of(&file), &block)
            .into_iter()
            .map(|change| (change.what, change.to))
            .collect()
    }

    #[test]
    fn calls_are_dropped_and_events_are_not() {
        let dropped = |source| -> Vec<&str> {
            let changes = of_block(source).into_iter();
            changes
                .map(|(what, to)| {
                    assert_eq!(to, "");
                    what
                })
                .collect()
        };
        let source = "{ x.store(1, Release); log.append(Event::Release); x.load(Acquire); \
                      x.wait_until::<R>(Acquire, |x| x == 0) }";
        assert_eq!(dropped(source), ["drop the write"]);
        let source = "{ x.wait_until::<R>(Acquire, |x| x == 0); f(); x.swap(0, Relaxed); }";
        let all = ["drop the wait", "drop the call", "drop the write"];
        assert_eq!(dropped(source), all);
        let source = "{ v.store(1); core::mem::forget(armed); drop(ring); fence(Acquire); f() }";
        assert_eq!(dropped(source), ["drop the call"; 2]);
        let source = "{ *a += 1; a.b = 2; let c = 3; *a == c; }";
        assert_eq!(dropped(source), ["drop the write"; 2]);
        let source = "{ assert!(a, \"b\"); debug_assert_eq!(a, b); println!(\"a\"); }";
        assert_eq!(dropped(source), ["drop the assertion"; 2]);
        let source = "{ if let Some(a) = b { c(); return a; } if a { b(); } \
                      if a { return 1 } else { return 2 } }";
        assert_eq!(dropped(source), ["drop the early return"]);
    }

    #[test]
    fn an_error_is_ignored() {
        let ignored = (
            "drop the early return",
            "let _ = self.read(place);".to_owned(),
        );
        assert_eq!(of_block("{ self.read(place)?; let a = f()?; }"), [ignored]);
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
            assert!(
                of_block(source)
                    .iter()
                    .all(|(what, _)| *what != "swap statements"),
                "{source}"
            );
        }
    }
}
