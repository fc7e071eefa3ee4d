//! Memory orderings: how a source names them, and what is weaker.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Expr, ExprMethodCall, File, ItemUse, Path, UseTree};

/// The orderings.
const ORDERINGS: [&str; 5] = ["Relaxed", "Release", "Acquire", "AcqRel", "SeqCst"];

/// The type of the orderings.
const TYPE: &str = "Ordering";

/// What a source calls the orderings.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Local name to ordering.
    values: BTreeMap<String, &'static str>,
    /// Local names of their type.
    types: Vec<String>,
}

impl Names {
    /// By the imports of `file`, wherever they are in it.
    pub(crate) fn of(file: &File) -> Self {
        let mut names = Self {
            values: BTreeMap::new(),
            types: vec![TYPE.to_owned()],
        };
        names.visit_file(file);
        names
    }

    fn tree(&mut self, tree: &UseTree, in_type: bool) {
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, path.ident == TYPE),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(tree, in_type);
                }
            }
            UseTree::Name(name) if in_type => self.value(&name.ident.to_string(), &name.ident),
            UseTree::Rename(rename) if in_type => {
                self.value(&rename.rename.to_string(), &rename.ident)
            }
            UseTree::Rename(rename) if rename.ident == TYPE => {
                self.types.push(rename.rename.to_string());
            }
            UseTree::Glob(_) if in_type => {
                self.values
                    .extend(ORDERINGS.map(|name| (name.to_owned(), name)));
            }
            _ => {}
        }
    }

    fn value(&mut self, local: &str, ident: &syn::Ident) {
        if let Some(ordering) = ordering(&ident.to_string()) {
            self.values.insert(local.to_owned(), ordering);
        }
    }

    /// The ordering that `expression` names.
    pub(crate) fn expression(&self, expression: &Expr) -> Option<&'static str> {
        match expression {
            Expr::Path(path) => self.path(&path.path),
            Expr::Paren(paren) => self.expression(&paren.expr),
            _ => None,
        }
    }

    /// The ordering that `path` names.
    pub(crate) fn path(&self, path: &Path) -> Option<&'static str> {
        let mut segments = path.segments.iter().rev();
        let last = segments.next()?.ident.to_string();
        match segments.next() {
            None => self.values.get(&last).copied(),
            Some(before) => self.of_type(&before.ident.to_string(), &last),
        }
    }

    fn of_type(&self, before: &str, last: &str) -> Option<&'static str> {
        let known = self.types.iter().any(|name| name == before);
        ordering(last).filter(|_| known)
    }

    /// The first ordering in tokens that are not parsed.
    pub(crate) fn token(&self, tokens: &TokenStream) -> Option<&'static str> {
        let (mut before, mut colons) = (String::new(), false);
        for token in tokens.clone() {
            match token {
                TokenTree::Group(group) => {
                    if let Some(found) = self.token(&group.stream()) {
                        return Some(found);
                    }
                    (before, colons) = (String::new(), false);
                }
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    let found = if colons {
                        self.of_type(&before, &name)
                    } else {
                        self.values.get(&name).copied()
                    };
                    if found.is_some() {
                        return found;
                    }
                    (before, colons) = (name, false);
                }
                TokenTree::Punct(punct) => colons = punct.as_char() == ':',
                TokenTree::Literal(_) => (before, colons) = (String::new(), false),
            }
        }
        None
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, false);
    }
}

fn ordering(name: &str) -> Option<&'static str> {
    ORDERINGS.into_iter().find(|ordering| *ordering == name)
}

/// What an ordering is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It reads.
    Load,
    /// It writes.
    Store,
    /// It reads and writes at once.
    Update,
    /// It is a fence.
    Fence,
    /// Nobody knows: the ordering is a value that is used elsewhere.
    Unknown,
}

impl Access {
    /// Of the argument at `index` of a method of an atomic.
    pub(crate) fn of_method(method: &str, index: usize) -> Self {
        match (method, index) {
            ("load" | "wait_until" | "wait_in_line" | "wait_briefly", 0) => Access::Load,
            ("compare_exchange" | "compare_exchange_weak", 3) => Access::Load,
            ("fetch_update" | "try_update", 1) => Access::Load,
            ("store", 1) => Access::Store,
            ("swap", 1) => Access::Update,
            ("compare_exchange" | "compare_exchange_weak", 2) => Access::Update,
            ("fetch_update" | "try_update", 0) => Access::Update,
            (method, 1) if method.starts_with("fetch_") => Access::Update,
            _ => Access::Unknown,
        }
    }

    /// The orderings next to `ordering` on the way down that such an access may have.
    pub(crate) fn weaker(self, ordering: &str) -> &'static [&'static str] {
        match (ordering, self) {
            ("SeqCst", Access::Load) => &["Acquire"],
            ("SeqCst", Access::Store) => &["Release"],
            ("SeqCst", Access::Update | Access::Fence) => &["AcqRel", "Acquire", "Release"],
            // The only one that every access takes.
            ("SeqCst", Access::Unknown) => &["Relaxed"],
            ("AcqRel", _) => &["Acquire", "Release"],
            // There is no relaxed fence: the mutant has none.
            ("Acquire" | "Release", Access::Fence) => &["no fence"],
            ("Acquire" | "Release", _) => &["Relaxed"],
            _ => &[],
        }
    }
}

/// Whether `call` is of a method of an atomic: one of its arguments is an ordering.
pub(crate) fn is_access(names: &Names, call: &ExprMethodCall) -> bool {
    call.args.iter().any(|arg| names.expression(arg).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn names(file: &File, path: &Path) -> Option<&'static str> {
        Names::of(file).path(path)
    }

    #[test]
    fn imported_names_are_orderings_and_events_are_not() {
        let file: File = parse_quote! {
            use latchwork_atomic::Ordering::{self, Acquire, Release as Rel};
            use core::sync::atomic::Ordering as Memory;
            use event::LockEvent::Relaxed;
        };
        assert_eq!(names(&file, &parse_quote!(Acquire)), Some("Acquire"));
        assert_eq!(names(&file, &parse_quote!(Rel)), Some("Release"));
        assert_eq!(
            names(&file, &parse_quote!(Ordering::SeqCst)),
            Some("SeqCst")
        );
        assert_eq!(names(&file, &parse_quote!(Memory::AcqRel)), Some("AcqRel"));
        assert_eq!(
            names(&file, &parse_quote!(a::Ordering::Relaxed)),
            Some("Relaxed")
        );
        for other in [
            parse_quote!(LockEvent::Acquire),
            parse_quote!(Relaxed),
            parse_quote!(AcqRel),
            parse_quote!(Ordering::Less),
        ] {
            assert_eq!(names(&file, &other), None);
        }
    }

    #[test]
    fn a_glob_brings_all_of_them() {
        let file: File =
            parse_quote! { mod inner { fn f() { use core::sync::atomic::Ordering::*; } } };
        assert_eq!(names(&file, &parse_quote!(SeqCst)), Some("SeqCst"));
    }

    #[test]
    fn tokens_that_are_not_parsed_are_searched() {
        let file: File = parse_quote! { use atomic::Ordering::Acquire; };
        let names = Names::of(&file);
        let found = |text: &str| names.token(&text.parse().expect("tokens"));
        assert_eq!(found("=> { x.load(Acquire) }"), Some("Acquire"));
        assert_eq!(found("=> [Ordering::SeqCst]"), Some("SeqCst"));
        assert_eq!(found("=> LockEvent::Acquire"), None);
        assert_eq!(found("$x: tt => Release"), None);
    }

    #[test]
    fn each_access_weakens_to_what_it_may_have() {
        let weaker = |method, index, ordering| Access::of_method(method, index).weaker(ordering);
        assert_eq!(weaker("load", 0, "SeqCst"), ["Acquire"]);
        assert_eq!(weaker("store", 1, "SeqCst"), ["Release"]);
        assert_eq!(
            weaker("swap", 1, "SeqCst"),
            ["AcqRel", "Acquire", "Release"]
        );
        assert_eq!(weaker("fetch_add", 1, "AcqRel"), ["Acquire", "Release"]);
        assert_eq!(weaker("compare_exchange", 2, "Acquire"), ["Relaxed"]);
        assert_eq!(weaker("compare_exchange", 3, "SeqCst"), ["Acquire"]);
        assert_eq!(weaker("wait_until", 0, "Acquire"), ["Relaxed"]);
        assert_eq!(weaker("wait_in_line", 0, "Acquire"), ["Relaxed"]);
        assert_eq!(weaker("wait_briefly", 0, "Acquire"), ["Relaxed"]);
        assert_eq!(weaker("own_method", 0, "SeqCst"), ["Relaxed"]);
        assert_eq!(Access::Fence.weaker("Acquire"), ["no fence"]);
        for access in [Access::Load, Access::Store, Access::Update, Access::Fence] {
            assert!(access.weaker("Relaxed").is_empty());
        }
    }
}
