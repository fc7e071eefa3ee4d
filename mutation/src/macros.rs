//! Looking into macros: what they are given is code, as a rule, but to the parser
//! it is tokens. It keeps its place in the source, whatever it is parsed as.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Block, Expr, ImplItem, Item, Result, Stmt, Token};

/// The code that a macro is given.
pub(crate) enum Code {
    /// Functions, with or without a receiver: `const_fn! { pub fn new() -> Self { … } }`.
    Members(Vec<ImplItem>),
    /// Items of a module.
    Items(Vec<Item>),
    /// Expressions: `assert!(a == b, "why")`.
    Expressions(Vec<Expr>),
    /// Statements, the last perhaps a value: `array![element; LENGTH]`.
    Statements(Vec<Stmt>),
}

impl Code {
    /// What `tokens` are, if they are code as such.
    pub(crate) fn of(tokens: &TokenStream) -> Option<Self> {
        let parse = |tokens: &TokenStream| {
            let tokens = || tokens.clone();
            let members = all::<ImplItem>.parse2(tokens()).ok();
            let members = members
                .filter(|it| !it.iter().any(is_unparsed))
                .map(Code::Members);
            members
                .or_else(|| all::<Item>.parse2(tokens()).ok().map(Code::Items))
                .or_else(|| expressions.parse2(tokens()).ok().map(Code::Expressions))
                .or_else(|| {
                    Block::parse_within
                        .parse2(tokens())
                        .ok()
                        .map(Code::Statements)
                })
        };
        parse(tokens)
    }

    /// Has `visitor` visit it.
    pub(crate) fn visit(&self, visitor: &mut impl for<'ast> Visit<'ast>) {
        match self {
            Code::Members(members) => members.iter().for_each(|it| visitor.visit_impl_item(it)),
            Code::Items(items) => items.iter().for_each(|it| visitor.visit_item(it)),
            Code::Expressions(values) => values.iter().for_each(|it| visitor.visit_expr(it)),
            Code::Statements(body) => body.iter().for_each(|it| visitor.visit_stmt(it)),
        }
    }
}

fn all<T: Parse>(input: ParseStream) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        all.push(input.parse()?);
    }
    Ok(all)
}

fn expressions(input: ParseStream) -> Result<Vec<Expr>> {
    let all = Punctuated::<Expr, Token![,]>::parse_terminated(input)?;
    Ok(all.into_iter().collect())
}

fn is_unparsed(member: &ImplItem) -> bool {
    matches!(member, ImplItem::Verbatim(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> &'static str {
        match Code::of(&text.parse().expect("tokens")) {
            Some(Code::Members(_)) => "members",
            Some(Code::Items(_)) => "items",
            Some(Code::Expressions(_)) => "expressions",
            Some(Code::Statements(_)) => "statements",
            None => "none",
        }
    }

    #[test]
    fn code_is_recognized_in_macros() {
        assert_eq!(
            kind("/// Docs.\npub fn new() -> Self { Self(0) }"),
            "members"
        );
        assert_eq!(
            kind("fn get(&self) -> u32 { self.0.load(Acquire) }"),
            "members"
        );
        assert_eq!(kind("struct A; fn b() {}"), "items");
        assert_eq!(kind("a == b, \"{a}\""), "expressions");
        assert_eq!(kind("CachePadded::new(Node::new()); CPUS"), "statements");
        assert_eq!(kind("let a = x.load(Acquire); a"), "statements");
        assert_eq!(kind("impl[R] TicketLock<R> = Self::new()"), "none");
        assert_eq!(kind("($a:expr) => { $a.load(Acquire) };"), "none");
    }
}
