//! The paths in tokens that are no syntax yet: of macros and attributes.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::named::Named;
use super::tree::plain;

/// The paths that `tokens` name. A method that is called on `self` is a path behind
/// `Self`.
pub(super) fn named(tokens: TokenStream) -> Vec<Named> {
    let mut found = Vec::new();
    read(tokens, &[], &mut found);
    found
}

/// The paths that stand in `tokens` as text, as `#[serde(with = "crate::a")]` names a
/// module.
pub(super) fn quoted(tokens: TokenStream) -> Vec<Named> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => found.extend(quoted(group.stream())),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let text = text.trim_matches('"');
                let path: Vec<String> = text.split("::").map(str::to_owned).collect();
                let is_name = |it: &String| it.chars().all(|it| it.is_alphanumeric() || it == '_');
                if path.len() > 1 && path.iter().all(is_name) {
                    let line = literal.span().start().line;
                    found.push(Named::new(path, line));
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
    found
}

/// What is in front of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// `.`, on `self` or not: a field or a method.
    Dot {
        on_self: bool,
    },
    /// `::` that no path is in front of: the next is a name of another crate.
    Outside,
    /// `$` or `'`: a variable of a macro, or a lifetime.
    Mark(char),
}

/// Adds what `tokens` name, each behind `prefix`.
fn read(tokens: TokenStream, prefix: &[String], found: &mut Vec<Named>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut before = Before::Nothing;
    let mut next = 0;
    while let Some(token) = tokens.get(next) {
        match token {
            TokenTree::Group(group) => {
                read(group.stream(), &[], found);
                before = Before::Nothing;
                next += 1;
            }
            TokenTree::Ident(ident) => {
                let mut end = path_end(&tokens, next);
                let on_self = path_is_self(&tokens[next..end]);
                let line = ident.span().start().line;
                let calls = matches!(tokens.get(end), Some(TokenTree::Group(_)));
                if before == (Before::Dot { on_self: true }) && calls {
                    found.push(Named::new(vec!["Self".to_owned(), plain(ident)], line));
                }
                let is_path = match before {
                    Before::Nothing => true,
                    Before::Mark(mark) => mark == '$' && ident == "crate",
                    Before::Dot { .. } | Before::Outside => false,
                };
                if is_path {
                    let mut path = prefix.to_vec();
                    path.extend(names(&tokens[next..end]));
                    path.pop_if(|last| last == "self" && !prefix.is_empty());
                    if let Some(group) = group_behind(&tokens, end) {
                        read(group, &path, found);
                        end += 3;
                    } else {
                        let is_macro = is_punct(&tokens, end, '!')
                            && matches!(tokens.get(end + 1), Some(TokenTree::Group(_)));
                        found.push(Named {
                            is_macro,
                            ..Named::new(path, line)
                        });
                    }
                }
                next = end;
                before = match is_dot(&tokens, next) {
                    true => Before::Dot { on_self },
                    false => Before::Nothing,
                };
                next += usize::from(before != Before::Nothing);
            }
            TokenTree::Punct(punct) => {
                before = match punct.as_char() {
                    '.' if is_dot(&tokens, next) => Before::Dot { on_self: false },
                    ':' if is_colons(&tokens, next) => {
                        next += 1;
                        Before::Outside
                    }
                    mark @ ('$' | '\'') => Before::Mark(mark),
                    _ => Before::Nothing,
                };
                next += 1;
            }
            TokenTree::Literal(_) => {
                before = Before::Nothing;
                next += 1;
            }
        }
    }
}

/// Whether the token at `place` is this.
fn is_punct(tokens: &[TokenTree], place: usize, what: char) -> bool {
    matches!(tokens.get(place), Some(TokenTree::Punct(it)) if it.as_char() == what)
}

/// Whether a `.` is at `place`, and no range.
fn is_dot(tokens: &[TokenTree], place: usize) -> bool {
    let is_range =
        is_punct(tokens, place + 1, '.') || place > 0 && is_punct(tokens, place - 1, '.');
    is_punct(tokens, place, '.') && !is_range
}

/// Whether `::` is at `place`.
fn is_colons(tokens: &[TokenTree], place: usize) -> bool {
    is_punct(tokens, place, ':') && is_punct(tokens, place + 1, ':')
}

/// Where the path that begins at `start` ends.
fn path_end(tokens: &[TokenTree], start: usize) -> usize {
    let mut end = start + 1;
    while is_colons(tokens, end) && matches!(tokens.get(end + 2), Some(TokenTree::Ident(_))) {
        end += 3;
    }
    end
}

/// What is between the braces of `use a::{…}`, behind the path that ends at `end`.
fn group_behind(tokens: &[TokenTree], end: usize) -> Option<TokenStream> {
    match tokens.get(end + 2) {
        Some(TokenTree::Group(group))
            if is_colons(tokens, end) && group.delimiter() == Delimiter::Brace =>
        {
            Some(group.stream())
        }
        _ => None,
    }
}

/// The names of a path.
fn names(tokens: &[TokenTree]) -> impl Iterator<Item = String> {
    tokens.iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(plain(ident)),
        _ => None,
    })
}

/// Whether a path is `self` alone.
fn path_is_self(tokens: &[TokenTree]) -> bool {
    let is_self = |ident: &Ident| ident == "self";
    matches!(tokens, [TokenTree::Ident(ident)] if is_self(ident))
}
