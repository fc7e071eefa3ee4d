//! Lists that declare modules.

use proc_macro2::{Ident, TokenTree};
use syn::ItemMacro;

/// The names in the list `list! { name: …, #[attribute] name: …, }`: modules, if there are files
/// of these names.
pub(super) fn names(list: &ItemMacro) -> Vec<Ident> {
    if list.ident.is_some() {
        // It defines a macro.
        return Vec::new();
    }
    let tokens: Vec<TokenTree> = list.mac.tokens.clone().into_iter().collect();
    let is = |index: usize, mark: char| matches!(tokens.get(index), Some(TokenTree::Punct(it)) if it.as_char() == mark);
    let is_attribute = |end: usize| {
        matches!(tokens.get(end), Some(TokenTree::Group(_))) && end > 0 && is(end - 1, '#')
    };
    let begins = |mut index: usize| {
        while index > 1 && is_attribute(index - 1) {
            index -= 2;
        }
        index == 0 || is(index - 1, ',')
    };
    let names = tokens.iter().enumerate();
    let names = names.filter_map(|(index, token)| match token {
        TokenTree::Ident(name) if begins(index) && is(index + 1, ':') && !is(index + 2, ':') => {
            Some(name.clone())
        }
        _ => None,
    });
    names.collect()
}
