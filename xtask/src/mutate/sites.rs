//! Finding mutants in a source, by its syntax.

use std::ops::Range;

use proc_macro2::TokenStream;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{
    AngleBracketedGenericArguments, Attribute, Block, Expr, ExprBinary, ExprCall, ExprConst,
    ExprIf, ExprMethodCall, ExprPath, ExprRepeat, ExprWhile, Generics, ImplItemConst, ImplItemFn,
    Item, ItemConst, ItemFn, ItemImpl, ItemMod, ItemStatic, Macro, Meta, Pat, Stmt, Token,
    TraitItemFn, Type, Variant,
};

use super::excuse;
use super::macros::Code;
use super::mutant::{Edit, Form, Kind, Mutant};
use super::operators::{self, Change};
use super::orderings::{Access, Names};
use super::shown::{Text, line, range};

/// The type of the orderings, whatever a source calls it.
const ORDERING: &str = "::core::sync::atomic::Ordering";

/// A source and what can be mutated in it.
#[derive(Debug)]
pub(crate) struct Source {
    /// Where it is, from the root of the workspace.
    pub(crate) file: String,
    /// What it says.
    pub(crate) text: String,
    /// In the order of their lines.
    pub(crate) mutants: Vec<Mutant>,
    /// Orderings that can be weakened.
    pub(crate) ordered: usize,
    /// Orderings that cannot, because they are relaxed.
    pub(crate) relaxed: usize,
}

impl Source {
    /// Finds what can be mutated in `text`. An error says what is in the way.
    pub(crate) fn of(file: &str, text: &str) -> Result<Self, String> {
        let parsed = syn::parse_file(text)
            .map_err(|error| format!("{file}:{}: {error}", error.span().start().line))?;
        let mut finder = Finder::new(file, text, Names::of(&parsed));
        finder.visit_file(&parsed);
        if let Some((line, why)) = finder.blind.first() {
            return Err(format!("{file}:{line}: {why}"));
        }
        let mut mutants = finder.mutants;
        mutants.sort_by_key(|mutant| (mutant.line, mutant.kind));
        if let Some(mutant) = mutants.iter().find(|it| it.argument.as_deref() == Some("")) {
            return Err(format!(
                "{}: an excuse without an argument; write why the mutant is allowed to survive, \
                 after `mutant:`",
                mutant.site()
            ));
        }
        Ok(Self {
            file: file.to_owned(),
            text: text.to_owned(),
            mutants,
            ordered: finder.ordered,
            relaxed: finder.relaxed,
        })
    }
}

struct Finder<'a> {
    file: &'a str,
    text: &'a str,
    names: Names,
    /// The type whose `impl` this is in.
    object: Option<String>,
    /// The line that the innermost statement begins in.
    statement: Option<usize>,
    /// The call that the innermost statement is, if it is no more than that.
    bare: Option<Range<usize>>,
    /// Whether the logic is mutated here.
    logic: bool,
    /// In what is computed at compile time, where nothing can be switched on.
    constant: bool,
    mutants: Vec<Mutant>,
    ordered: usize,
    relaxed: usize,
    /// Orderings that cannot be mutated, and why.
    blind: Vec<(usize, String)>,
}

impl<'a> Finder<'a> {
    fn new(file: &'a str, text: &'a str, names: Names) -> Self {
        Self {
            file,
            text,
            names,
            object: None,
            statement: None,
            bare: None,
            logic: true,
            constant: false,
            mutants: Vec::new(),
            ordered: 0,
            relaxed: 0,
            blind: Vec::new(),
        }
    }

    fn add(&mut self, kind: Kind, what: String, change: Change) {
        let above = [Some(change.line), self.statement];
        let argument = above
            .into_iter()
            .flatten()
            .find_map(|line| excuse::above(self.text, line));
        self.mutants.push(Mutant {
            kind,
            file: self.file.to_owned(),
            line: change.line,
            object: self.object.clone(),
            what,
            from: change.from,
            to: change.to,
            argument,
            edits: change.edits,
        });
    }

    fn logic(&mut self, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            if self.logic && !self.constant {
                self.add(Kind::Logic, change.what.to_owned(), change);
            }
        }
    }

    /// An ordering of an access: `place` is what a mutant without it replaces.
    fn ordering(&mut self, at: &Expr, access: Access, what: &str, whole: Range<usize>) {
        let Some(ordering) = self.names.expression(at) else {
            return;
        };
        let weaker = access.weaker(ordering);
        if ordering == "Relaxed" {
            self.relaxed += 1;
            return;
        }
        if self.constant {
            let why = format!(
                "`{ordering}` is in a constant, where no mutant can be switched on; \
                 name it where the access is"
            );
            self.blind.push((line(at), why));
            return;
        }
        self.ordered += 1;
        for to in weaker {
            let (range, text) = if *to == "no fence" {
                (whole.clone(), "()".to_owned())
            } else {
                (range(at), format!("{ORDERING}::{to}"))
            };
            let change = Change {
                line: line(at),
                what: "",
                from: ordering.to_owned(),
                to: (*to).to_owned(),
                edits: vec![Edit {
                    range,
                    form: Form::Expression,
                    text,
                }],
            };
            self.add(Kind::Ordering, what.to_owned(), change);
        }
    }

    /// Tokens that could not be parsed must name no ordering.
    fn unparsed(&mut self, tokens: &TokenStream) {
        if let Some(ordering) = self.names.token(tokens) {
            let why = format!(
                "`{ordering}` is in a macro whose contents are no Rust as such, so it cannot be \
                 mutated; move the access out of the macro"
            );
            self.blind.push((line(tokens), why));
        }
    }

    fn within(&mut self, change: impl FnOnce(&mut Self), visit: impl FnOnce(&mut Self)) {
        let before = (self.object.clone(), self.logic, self.constant);
        change(self);
        visit(self);
        (self.object, self.logic, self.constant) = before;
    }

    fn constant(&mut self, visit: impl FnOnce(&mut Self)) {
        self.within(|it| it.constant = true, visit);
    }

    fn function(&mut self, is_const: bool, visit: impl FnOnce(&mut Self)) {
        self.within(|it| it.constant |= is_const, visit);
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    // What is not in the program, or not executed.

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_generics(&mut self, _: &'ast Generics) {}
    fn visit_angle_bracketed_generic_arguments(&mut self, _: &'ast AngleBracketedGenericArguments) {
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !only_in_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let outer = self.statement.take();
        visit::visit_item(self, item);
        self.statement = outer;
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if only_in_tests(&item.attrs) {
            return;
        }
        let object = name(&item.self_ty);
        self.within(
            |it| it.object = object,
            |it| visit::visit_item_impl(it, item),
        );
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !only_in_tests(&item.attrs) {
            self.function(item.sig.constness.is_some(), |it| {
                visit::visit_item_fn(it, item);
            });
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !only_in_tests(&item.attrs) {
            self.function(item.sig.constness.is_some(), |it| {
                visit::visit_impl_item_fn(it, item);
            });
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        self.function(item.sig.constness.is_some(), |it| {
            visit::visit_trait_item_fn(it, item);
        });
    }

    // What is computed at compile time.

    fn visit_item_const(&mut self, item: &'ast ItemConst) {
        self.constant(|it| visit::visit_item_const(it, item));
    }

    fn visit_item_static(&mut self, item: &'ast ItemStatic) {
        self.constant(|it| visit::visit_item_static(it, item));
    }

    fn visit_impl_item_const(&mut self, item: &'ast ImplItemConst) {
        self.constant(|it| visit::visit_impl_item_const(it, item));
    }

    fn visit_variant(&mut self, variant: &'ast Variant) {
        self.constant(|it| visit::visit_variant(it, variant));
    }

    fn visit_expr_const(&mut self, block: &'ast ExprConst) {
        self.constant(|it| visit::visit_expr_const(it, block));
    }

    fn visit_expr_repeat(&mut self, array: &'ast ExprRepeat) {
        self.visit_expr(&array.expr);
        self.constant(|it| it.visit_expr(&array.len));
    }

    // Macros.

    fn visit_macro(&mut self, invocation: &'ast Macro) {
        match Code::of(&invocation.tokens) {
            Some(code) => self.within(|it| it.logic = false, |it| code.visit(it)),
            None => self.unparsed(&invocation.tokens),
        }
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.unparsed(tokens);
    }

    // What is mutated.

    fn visit_block(&mut self, block: &'ast Block) {
        let changes = operators::statements(Text(self.text), &self.names, block);
        let outer = self.statement.take();
        self.logic(changes);
        self.statement = outer;
        visit::visit_block(self, block);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let outer = self.statement.replace(line(statement));
        self.bare = operators::bare_call(statement).map(range);
        visit::visit_stmt(self, statement);
        self.statement = outer;
    }

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        self.logic(operators::negations(Text(self.text), &branch.cond));
        visit::visit_expr_if(self, branch);
    }

    fn visit_expr_while(&mut self, branch: &'ast ExprWhile) {
        self.logic(operators::negations(Text(self.text), &branch.cond));
        visit::visit_expr_while(self, branch);
    }

    fn visit_expr_binary(&mut self, sum: &'ast ExprBinary) {
        self.logic(operators::off_by_one_in_sum(Text(self.text), sum));
        visit::visit_expr_binary(self, sum);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let text = Text(self.text);
        self.logic(operators::off_by_one_in_call(text, call));
        if operators::is_wait(call) {
            if self.bare != Some(range(call)) {
                self.logic(operators::dropped_wait(text, call));
            }
            self.logic(operators::negated_wait(text, call));
        }
        self.visit_expr(&call.receiver);
        let method = call.method.to_string();
        for (index, argument) in call.args.iter().enumerate() {
            if self.names.expression(argument).is_none() {
                self.visit_expr(argument);
                continue;
            }
            let what = match (method.as_str(), index) {
                ("compare_exchange" | "compare_exchange_weak", 3) => format!("{method}, failure"),
                _ => method.clone(),
            };
            self.ordering(argument, Access::of_method(&method, index), &what, 0..0);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let function = Text(self.text).show(&call.func);
        let is_fence = function.ends_with("fence");
        let access = [Access::Unknown, Access::Fence][usize::from(is_fence)];
        self.visit_expr(&call.func);
        for argument in &call.args {
            if self.names.expression(argument).is_some() {
                self.ordering(argument, access, &function, range(call));
            } else {
                self.visit_expr(argument);
            }
        }
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        let value = Expr::Path(path.clone());
        self.ordering(&value, Access::Unknown, "value", 0..0);
    }
}

/// The name of a type, without what it is generic over.
fn name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        Type::Reference(reference) => name(&reference.elem),
        Type::Paren(paren) => name(&paren.elem),
        _ => None,
    }
}

/// Whether what has these attributes is compiled for tests only.
fn only_in_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        path.is_ident("test")
            || path.is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|it| implies(&it))
    })
}

/// Whether a `cfg` holds in tests only.
fn implies(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test") || path.is_ident("doctest"),
        Meta::List(list) if list.path.is_ident("all") || list.path.is_ident("any") => {
            let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let mut parts = parts.iter().flatten();
            if list.path.is_ident("all") {
                parts.any(implies)
            } else {
                parts.all(implies)
            }
        }
        Meta::List(_) | Meta::NameValue(_) => false,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// The sources of the lock crate, by their file names.
    pub(crate) fn locks() -> Vec<Source> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../primitives/lock/src");
        let files = fs::read_dir(directory).expect("the lock crate has sources");
        files
            .map(|file| {
                let path = file.expect("a file").path();
                let name = path.file_name().expect("a name").to_string_lossy();
                let text = fs::read_to_string(&path).expect("text");
                Source::of(&name, &text).expect("it can be mutated")
            })
            .collect()
    }

    fn of(text: &str) -> Source {
        Source::of("a.rs", text).expect("it can be mutated")
    }

    /// Object, kind, what is mutated to what.
    fn mutants(source: &Source) -> Vec<(Option<&str>, Kind, &str, &str)> {
        source
            .mutants
            .iter()
            .map(|it| (it.object.as_deref(), it.kind, &*it.what, &*it.to))
            .collect()
    }

    /// Every word of the code that is an ordering's name and no event's: found without
    /// a parser, as the sources are laid out.
    fn words(text: &str) -> Vec<&str> {
        let code = text.split("mod tests {").next().unwrap_or_default();
        let mut words = Vec::new();
        let mut importing = false;
        for line in code.lines() {
            let line = line.split("//").next().unwrap_or_default().trim();
            importing |= line.starts_with("use ");
            if !importing {
                let parts = line.split(|it: char| !it.is_alphanumeric() && it != ':');
                words.extend(parts.filter(|word| !word.starts_with("LockEvent::")));
            }
            importing &= !line.ends_with(';');
        }
        let ordering = |word: &&str| {
            let name = word.trim_start_matches("Ordering::");
            ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"].contains(&name)
        };
        words.into_iter().filter(ordering).collect()
    }

    #[test]
    fn every_ordering_of_the_locks_is_found() {
        let mut all = 0;
        for source in locks() {
            let words = words(&source.text);
            let relaxed = words.iter().filter(|word| word.ends_with("Relaxed"));
            assert_eq!(source.relaxed, relaxed.count(), "{}", source.file);
            assert_eq!(
                source.ordered + source.relaxed,
                words.len(),
                "{}",
                source.file
            );
            let both = words.iter().filter(|word| word.ends_with("AcqRel"));
            let is_ordering = |it: &&Mutant| it.kind == Kind::Ordering;
            assert_eq!(
                source.mutants.iter().filter(is_ordering).count(),
                source.ordered + both.count(),
                "{}",
                source.file
            );
            all += source.ordered;
        }
        assert!(all >= 13, "the three locks have 13 orderings to weaken");
    }

    #[test]
    fn a_mutant_knows_its_object_and_its_line() {
        let source = of("use a::Ordering::{AcqRel, Acquire, Relaxed};
impl<R> RawLock for crate::Lock<R> {
    fn lock(&self) {
        self.x.swap(1, AcqRel);
        self.x
            .compare_exchange(0, n, Acquire, Relaxed);
    }
}
fn free() { fence(Acquire) }
");
        assert_eq!(
            mutants(&source),
            [
                (Some("Lock"), Kind::Ordering, "swap", "Acquire"),
                (Some("Lock"), Kind::Ordering, "swap", "Release"),
                (Some("Lock"), Kind::Logic, "drop the write", ""),
                (
                    Some("Lock"),
                    Kind::Logic,
                    "swap statements",
                    "self.x.compare_exchange(0, n, Acquire, Relaxed); self.x.swap(1, AcqRel);"
                ),
                (Some("Lock"), Kind::Ordering, "compare_exchange", "Relaxed"),
                (None, Kind::Ordering, "fence", "no fence"),
            ]
        );
        assert_eq!(source.mutants[4].site(), "a.rs:6");
        assert_eq!((source.ordered, source.relaxed), (3, 1));
    }

    #[test]
    fn macros_that_hold_code_are_looked_into_for_orderings_only() {
        let source = of("use a::Ordering::*;
impl Lock {
    const_fn! {
        /// A member.
        pub fn get(&self) -> u32 { if self.0.load(Acquire) == 1 { 2 } else { 1 + 1 } }
    }
    fn f(&self) { assert!(self.0.load(SeqCst) == 1, \"{}\", self.1.load(Relaxed)); }
}
const_fn! { fn g() { X.store(1, Release) } }
");
        assert_eq!(
            mutants(&source),
            [
                (Some("Lock"), Kind::Ordering, "load", "Relaxed"),
                (Some("Lock"), Kind::Ordering, "load", "Acquire"),
                (None, Kind::Ordering, "store", "Relaxed"),
            ]
        );
        assert_eq!(source.mutants[0].line, 5);
        assert_eq!(source.relaxed, 1);
    }

    #[test]
    fn an_ordering_that_cannot_be_mutated_is_an_error() {
        for (text, line, why) in [
            (
                "\nmacro_rules! m { ($x:expr) => { $x.load(Ordering::Acquire) } }",
                2,
                "macro",
            ),
            ("const ORDER: Ordering = Ordering::SeqCst;", 1, "constant"),
            (
                "const fn f() -> Ordering {\n Ordering::Acquire }",
                2,
                "constant",
            ),
        ] {
            let error = Source::of("a.rs", text).expect_err("it cannot be mutated");
            assert!(error.starts_with(&format!("a.rs:{line}: ")), "{error}");
            assert!(error.contains(why), "{error}");
        }
        let error = Source::of("a.rs", "\nfn (").expect_err("no Rust");
        assert!(error.starts_with("a.rs:2: "), "{error}");
    }

    #[test]
    fn tests_and_constants_have_no_mutants() {
        let source = of("
#[cfg(all(test, not(loom)))] mod tests { fn f() { x.store(1, Ordering::Release); } }
#[cfg(test)] impl A { fn f() { x.store(1, Ordering::Release); } }
impl B { #[test] fn f() { x.store(1, Ordering::Release); } }
const N: usize = 1 + 1;
const fn n() -> usize { if A == B { 1 + 1 } else { 0 } }
fn array() -> [u8; N + 1] { [0; N + 1] }
");
        assert_eq!(mutants(&source), []);
        let source = of("#[cfg(not(test))] mod m { fn f() { x.store(1, Ordering::Release); } }");
        assert_eq!(source.mutants.len(), 2);
    }

    #[test]
    fn an_excuse_above_the_ordering_or_its_statement_is_read() {
        let source = of("fn f() {
    // Acquire: to be sure.
    // mutant: the caller has
    // synchronized.
    x.y
        .load(Ordering::Acquire);
    x.y
        // mutant: nobody looks.
        .load(Ordering::Acquire);
    x.y.load(Ordering::Acquire);
}
");
        let arguments: Vec<_> = source
            .mutants
            .iter()
            .filter(|it| it.kind == Kind::Ordering)
            .map(|it| it.argument.as_deref())
            .collect();
        let expected = [
            Some("the caller has synchronized."),
            Some("nobody looks."),
            None,
        ];
        assert_eq!(arguments, expected);

        let hollow = "fn f() {\n    // mutant:\n    x.load(Ordering::Acquire);\n}";
        let error = Source::of("a.rs", hollow).expect_err("no argument");
        assert!(error.starts_with("a.rs:3: an excuse without"), "{error}");
    }
}
