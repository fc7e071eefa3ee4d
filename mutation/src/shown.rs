//! Code as it stands in its source, on one line and without comments.

use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;

/// A source, of which parts are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl Text<'_> {
    /// `node` on one line. It is code: it parses as `node` does.
    pub(crate) fn show(self, node: &impl ToTokens) -> String {
        self.show_with(node, &(0..0), "")
    }

    /// `node` on one line, with `text` in place of what is at `range`.
    pub(crate) fn show_with(
        self,
        node: &impl ToTokens,
        range: &Range<usize>,
        text: &str,
    ) -> String {
        let mut tokens = Vec::new();
        flatten(node.to_token_stream(), &mut tokens);
        let (mut shown, mut end) = (String::new(), None);
        for (place, token) in tokens {
            let replaced = range.contains(&place.start);
            if replaced && place.start != range.start {
                end = Some(place.end);
                continue;
            }
            shown += end.map_or("", |end| self.between(end, place.start, &shown, &token));
            shown += if replaced { text } else { &token };
            end = Some(place.end);
        }
        shown
    }

    /// What is shown between two tokens: a space if they are apart, unless that is
    /// because the line was broken there.
    fn between(self, end: usize, start: usize, before: &str, after: &str) -> &'static str {
        let gap = self.0.get(end..start).unwrap_or(" ");
        let broken = gap.contains('\n');
        let closed = before.ends_with(['(', '[']) || after.starts_with(['.', ')', ']']);
        if gap.is_empty() || (broken && closed) {
            ""
        } else {
            " "
        }
    }
}

/// Where `node` is, in bytes.
pub(crate) fn range(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

/// The line that `node` begins in, from 1.
pub(crate) fn line(node: &impl Spanned) -> usize {
    node.span().start().line
}

fn flatten(tokens: TokenStream, into: &mut Vec<(Range<usize>, String)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => {
                        flatten(group.stream(), into);
                        continue;
                    }
                };
                into.push((group.span_open().byte_range(), open.to_owned()));
                flatten(group.stream(), into);
                into.push((group.span_close().byte_range(), close.to_owned()));
            }
            token => into.push((token.span().byte_range(), token.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::Expr;

    const SOURCE: &str = "self // a lock\n    .tail\n    .compare_exchange(\n        a + 1, // why\n        b,\n    )\n    .is_ok()";

    #[test]
    fn code_is_shown_on_one_line_without_comments() {
        let node: Expr = syn::parse_str(SOURCE).expect("parses");
        let shown = Text(SOURCE).show(&node);
        assert_eq!(shown, "self.tail.compare_exchange(a + 1, b,).is_ok()");
        assert_eq!(syn::parse_str::<Expr>(&shown).expect("parses"), node);
    }

    #[test]
    fn a_part_is_shown_replaced() {
        let source = "f(ticket.wrapping_add(1), é)";
        let node: Expr = syn::parse_str(source).expect("parses");
        let literal = source.find('1').expect("is there");
        let shown = Text(source).show_with(&node, &(literal..literal + 1), "2");
        assert_eq!(shown, "f(ticket.wrapping_add(2), é)");
        let argument = source.find("ticket").expect("is there");
        let all = argument..argument + "ticket.wrapping_add(1)".len();
        assert_eq!(Text(source).show_with(&node, &all, "x"), "f(x, é)");
    }
}
