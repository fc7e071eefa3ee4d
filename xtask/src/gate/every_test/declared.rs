//! The tests that the source of a program has, whatever they are built with.

use std::env::consts::{ARCH, OS};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::{Attribute, Item, LitStr, Meta, Token};

use crate::gate::circles::Tree;

/// A test in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declared {
    /// Its path, as its program names it; in a macro its name alone.
    pub(super) name: String,
    /// The file, and the line in it.
    pub(super) source: PathBuf,
    pub(super) line: usize,
    /// Whether a macro makes it, in a module that is not known.
    pub(super) in_macro: bool,
    /// Whether it is not built for this machine.
    pub(super) is_elsewhere: bool,
}

/// The tests of the program with the root `root`.
///
/// # Errors
///
/// A file that is missing, or that is no Rust.
pub(super) fn tests(
    root: &Path,
    read: &dyn Fn(&Path) -> Option<String>,
) -> Result<Vec<Declared>, String> {
    let mut tests = Vec::new();
    for module in Tree::read(root, read)?.modules {
        for item in &module.items {
            match item {
                Item::Fn(function) if has_test(&function.attrs) => {
                    let ident = &function.sig.ident;
                    let name = ident.to_string();
                    let path = module.path.iter().chain([&name]).cloned();
                    tests.push(Declared {
                        name: path.collect::<Vec<_>>().join("::"),
                        source: module.source.clone(),
                        line: ident.span().start().line,
                        in_macro: false,
                        is_elsewhere: !function.attrs.iter().all(may_hold),
                    });
                }
                Item::Macro(item) => {
                    let mut names = Vec::new();
                    in_tokens(&item.mac.tokens, &mut names);
                    tests.extend(names.into_iter().map(|(name, line)| Declared {
                        name,
                        source: module.source.clone(),
                        line,
                        in_macro: true,
                        is_elsewhere: false,
                    }));
                }
                _ => {}
            }
        }
    }
    Ok(tests)
}

fn has_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("test"))
}

/// The functions behind `#[test]` among `tokens`, with their lines. A macro's own
/// parameter is no name.
fn in_tokens(tokens: &TokenStream, into: &mut Vec<(String, usize)>) {
    let mut is_test = false;
    let mut before: Option<TokenTree> = None;
    for token in tokens.clone() {
        match (&before, &token) {
            (Some(TokenTree::Punct(mark)), TokenTree::Group(group))
                if mark.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
            {
                is_test |= group.stream().to_string() == "test";
            }
            (_, TokenTree::Group(group)) => in_tokens(&group.stream(), into),
            (Some(TokenTree::Ident(word)), TokenTree::Ident(name)) if word == "fn" => {
                if is_test {
                    into.push((name.to_string(), name.span().start().line));
                }
                is_test = false;
            }
            (Some(TokenTree::Ident(word)), _) if word == "fn" => is_test = false,
            _ => {}
        }
        before = Some(token);
    }
}

/// Whether a `cfg` may hold on this machine: of what is no property of the machine, it
/// may be either.
fn may_hold(attribute: &Attribute) -> bool {
    let is_condition = attribute.path().is_ident("cfg");
    let condition = is_condition.then(|| attribute.parse_args::<Meta>());
    condition.is_none_or(|it| it.is_ok_and(|it| outcomes(&it).0))
}

/// Whether a condition may hold, and whether it may not.
fn outcomes(condition: &Meta) -> (bool, bool) {
    match condition {
        Meta::NameValue(it) => {
            let is = |value: &str| {
                let text: Option<LitStr> = syn::parse2(quote_value(it)).ok();
                let holds = text.is_some_and(|it| it.value() == value);
                (holds, !holds)
            };
            match &it.path {
                path if path.is_ident("target_arch") => is(ARCH),
                path if path.is_ident("target_os") => is(OS),
                _ => (true, true),
            }
        }
        Meta::List(list) => {
            let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let parts: Vec<_> = parts.iter().flatten().map(outcomes).collect();
            let yes = |it: &(bool, bool)| it.0;
            let no = |it: &(bool, bool)| it.1;
            match &list.path {
                path if path.is_ident("all") => (parts.iter().all(yes), parts.iter().any(no)),
                path if path.is_ident("any") => (parts.iter().any(yes), parts.iter().all(no)),
                path if path.is_ident("not") => (parts.iter().any(no), parts.iter().any(yes)),
                _ => (true, true),
            }
        }
        Meta::Path(_) => (true, true),
    }
}

fn quote_value(it: &syn::MetaNameValue) -> TokenStream {
    match &it.value {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Str(text) => TokenTree::Literal(text.token()).into(),
            _ => TokenStream::new(),
        },
        _ => TokenStream::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Vec<(String, String, usize, bool)> {
        let read = |path: &Path| {
            let mut files = files.iter();
            let file = files.find(|(name, _)| Path::new(name) == path);
            file.map(|(_, text)| (*text).to_owned())
        };
        let tests = super::tests(Path::new("src/lib.rs"), &read).expect("it is Rust");
        let of = |it: Declared| {
            let source = it.source.to_string_lossy().into_owned();
            (it.name, source, it.line, it.is_elsewhere)
        };
        tests.into_iter().map(of).collect()
    }

    #[test]
    fn tests_are_found_whatever_they_are_built_with() {
        let tests = of(&[
            (
                "src/lib.rs",
                "#[cfg(loom)]\nmod low;\n#[test]\nfn one() {}\nfn two() {}\n\
                 #[cfg(test)]\nmod tests {\n    #[test]\n    #[should_panic]\n    fn three() {}\n}",
            ),
            ("src/low.rs", "mod tests;"),
            ("src/low/tests.rs", "#[test]\nfn four() {}"),
        ]);
        let expected = [
            ("low::tests::four", "src/low/tests.rs", 2),
            ("one", "src/lib.rs", 4),
            ("tests::three", "src/lib.rs", 10),
        ];
        let mut found: Vec<_> = tests.iter().map(|it| (&*it.0, &*it.1, it.2)).collect();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert!(tests.iter().all(|it| !it.3));
    }

    #[test]
    fn a_test_for_another_machine_is_known() {
        let other = if ARCH == "x86_64" {
            "riscv64"
        } else {
            "x86_64"
        };
        let elsewhere = |condition: &str| {
            let text = format!("#[cfg({condition})]\n#[test]\nfn f() {{}}");
            of(&[("src/lib.rs", &text)])[0].3
        };
        assert!(elsewhere(&format!("target_arch = \"{other}\"")));
        assert!(elsewhere(&format!(
            "all(loom, not(target_arch = \"{ARCH}\"))"
        )));
        assert!(!elsewhere(&format!("any(loom, target_arch = \"{other}\")")));
        assert!(!elsewhere(&format!("not(target_os = \"{other}\")")));
        assert!(!elsewhere("all(test, not(loom), feature = \"spec\")"));
    }

    #[test]
    fn the_names_in_a_macro_are_found() {
        let text = "macro_rules! m { ($name:ident) => { #[test] fn $name() {} fn no() {} } }\n\
                    m! { mod a {\n/// Docs.\n#[test]\n#[ignore]\nfn yes() {} } }";
        let tests = of(&[("src/lib.rs", text)]);
        assert_eq!(
            tests,
            [("yes".to_owned(), "src/lib.rs".to_owned(), 6, false)]
        );
    }
}
