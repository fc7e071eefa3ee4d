//! What the code of a module defines, imports and names.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, ExprMethodCall, ForeignItem, ImplItem, Item, ItemImpl, ItemUse, Macro, Meta,
    Path, Stmt, TraitItem, Type, UseTree, Visibility,
};

use super::condition::only_in_tests;
use super::named::Named;
use super::tokens;
use super::tree::plain;

/// What the code of a module says, tests aside.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// What is defined in it.
    pub(super) items: BTreeSet<String>,
    /// The macros that are defined in it.
    pub(super) macros: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// The paths that it names, those of imports aside.
    pub(super) named: Vec<Named>,
    /// The methods, functions and constants of types, each behind the path of its type.
    pub(super) members: Vec<Vec<String>>,
}

/// A name that `use` brings in.
#[derive(Debug)]
pub(super) struct Import {
    /// What it is called here; none for all that there is at the path.
    pub(super) name: Option<String>,
    pub(super) is_public: bool,
    pub(super) from: Named,
}

impl Code {
    /// What `items` say.
    pub(super) fn of(items: &[Item]) -> Self {
        let mut reader = Reader::default();
        for item in items.iter().filter(|it| !only_in_tests(attributes(it))) {
            reader.define(item);
            reader.visit_item(item);
        }
        reader.code
    }
}

/// Reads code.
#[derive(Default)]
struct Reader {
    code: Code,
    /// The type whose `impl` this is in.
    object: Option<Vec<String>>,
}

impl Reader {
    /// Notes the name of an item.
    fn define(&mut self, item: &Item) {
        let ident = match item {
            Item::Const(it) => &it.ident,
            Item::Enum(it) => &it.ident,
            Item::Fn(it) => &it.sig.ident,
            Item::Static(it) => &it.ident,
            Item::Struct(it) => &it.ident,
            Item::Trait(it) => &it.ident,
            Item::TraitAlias(it) => &it.ident,
            Item::Type(it) => &it.ident,
            Item::Union(it) => &it.ident,
            Item::Macro(it) => {
                let name = it.ident.as_ref().map(plain);
                return self.code.macros.extend(name);
            }
            Item::ForeignMod(it) => {
                let name = |item: &ForeignItem| match item {
                    ForeignItem::Fn(it) => Some(plain(&it.sig.ident)),
                    ForeignItem::Static(it) => Some(plain(&it.ident)),
                    ForeignItem::Type(it) => Some(plain(&it.ident)),
                    _ => None,
                };
                return self.code.items.extend(it.items.iter().filter_map(name));
            }
            _ => return,
        };
        self.code.items.insert(plain(ident));
    }

    /// Notes that `named` is named. `Self` is the type of the `impl`.
    fn name(&mut self, mut named: Named) {
        if named.path.first().is_some_and(|first| first == "Self") {
            let Some(object) = &self.object else { return };
            named.path.splice(..1, object.iter().cloned());
        }
        self.code.named.push(named);
    }

    /// Notes that the member `member` of the type of the `impl` is named.
    fn name_member(&mut self, member: &Ident) {
        let path = vec!["Self".to_owned(), plain(member)];
        self.name(Named::new(path, member.span().start().line));
    }

    /// Notes what a `use` brings in, behind the path `before`.
    fn import(&mut self, tree: &UseTree, before: &[String], is_public: bool) {
        let mut leaf = |ident: &Ident, name: Option<&Ident>| {
            let is_self = ident == "self" && !before.is_empty();
            let last = (!is_self).then(|| plain(ident));
            let path: Vec<String> = before.iter().cloned().chain(last).collect();
            let name = name.map_or_else(|| path[path.len() - 1].clone(), plain);
            let line = ident.span().start().line;
            self.code.imports.push(Import {
                name: Some(name),
                is_public,
                from: Named::new(path, line),
            });
        };
        match tree {
            UseTree::Name(it) => leaf(&it.ident, None),
            UseTree::Rename(it) => leaf(&it.ident, Some(&it.rename)),
            UseTree::Glob(it) => self.code.imports.push(Import {
                name: None,
                is_public,
                from: Named::new(before.to_vec(), it.star_token.spans[0].start().line),
            }),
            UseTree::Path(it) => {
                let before = [before, &[plain(&it.ident)]].concat();
                self.import(&it.tree, &before, is_public);
            }
            UseTree::Group(it) => {
                for tree in &it.items {
                    self.import(tree, before, is_public);
                }
            }
        }
    }

    /// Notes what tokens that are no syntax yet name.
    fn read(&mut self, tokens: proc_macro2::TokenStream) {
        for named in tokens::named(tokens) {
            self.name(named);
        }
    }

    /// Notes that a path is named.
    fn name_path(&mut self, path: &Path, is_macro: bool) {
        if let (None, Some(first)) = (path.leading_colon, path.segments.first()) {
            let named = Named::new(segments(path), first.ident.span().start().line);
            self.name(Named { is_macro, ..named });
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if !only_in_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        if let Stmt::Item(item @ Item::Macro(_)) = stmt {
            self.define(item);
        }
        visit::visit_stmt(self, stmt);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        if item.leading_colon.is_none() {
            self.import(&item.tree, &[], is_public);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let object = match &*item.self_ty {
            Type::Path(it) if it.qself.is_none() => Some(segments(&it.path)),
            _ => None,
        };
        let before = std::mem::replace(&mut self.object, object);
        if let (Some(object), None) = (&self.object, &item.trait_) {
            for member in item.items.iter().filter_map(member) {
                let path = object.iter().cloned().chain([member]);
                self.code.members.push(path.collect());
            }
        }
        visit::visit_item_impl(self, item);
        self.object = before;
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(it) => &it.attrs,
            ImplItem::Fn(it) => &it.attrs,
            ImplItem::Type(it) => &it.attrs,
            ImplItem::Macro(it) => &it.attrs,
            _ => return,
        };
        if !only_in_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        if let TraitItem::Fn(it) = item
            && only_in_tests(&it.attrs)
        {
            return;
        }
        visit::visit_trait_item(self, item);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if let Expr::Path(receiver) = &*call.receiver
            && receiver.path.is_ident("self")
        {
            self.name_member(&call.method);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.name_path(path, false);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, it: &'ast Macro) {
        self.name_path(&it.path, true);
        self.read(it.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            // Prose may name whatever it likes.
            meta if meta.path().is_ident("doc") => {}
            Meta::List(list) => {
                self.read(list.tokens.clone());
                for named in tokens::quoted(list.tokens.clone()) {
                    self.name(named);
                }
            }
            Meta::Path(_) | Meta::NameValue(_) => {}
        }
    }
}

/// The names of a path, without what is between angle brackets.
fn segments(path: &Path) -> Vec<String> {
    path.segments.iter().map(|it| plain(&it.ident)).collect()
}

/// The name of a member of a type.
fn member(item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Const(it) => Some(plain(&it.ident)),
        ImplItem::Fn(it) => Some(plain(&it.sig.ident)),
        ImplItem::Type(it) => Some(plain(&it.ident)),
        _ => None,
    }
}

/// The attributes of an item.
fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::ExternCrate(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::ForeignMod(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Macro(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::TraitAlias(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Union(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}
