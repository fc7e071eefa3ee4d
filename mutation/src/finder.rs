//! Finding mutants: a walk over the syntax of a source.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    AngleBracketedGenericArguments, Arm, Attribute, Block, Expr, ExprBinary, ExprCall, ExprConst,
    ExprIf, ExprLit, ExprMatch, ExprMethodCall, ExprPath, ExprRepeat, ExprUnary, ExprWhile,
    GenericParam, Generics, ImplItemConst, ImplItemFn, Item, ItemConst, ItemFn, ItemImpl, ItemMod,
    ItemStatic, ItemStruct, LitInt, Macro, Pat, PatGuard, Signature, Stmt, TraitItemFn, Type,
    TypeParamBound, Variant, WherePredicate,
};

use crate::arithmetic;
use crate::bounds;
use crate::comparisons::{self, Values};
use crate::conditional::Build;
use crate::excuse;
use crate::macros::Code;
use crate::mutant::{Change, Edit, Form, Kind, Mutant};
use crate::operators;
use crate::orderings::{Access, Names};
use crate::results;
use crate::shown::{Text, line, range};
use crate::statements;

/// The type of the orderings, whatever a source calls it.
const ORDERING: &str = "::core::sync::atomic::Ordering";

/// Walks over a source and gathers its mutants.
pub(crate) struct Finder<'a> {
    file: &'a str,
    text: &'a str,
    build: Build<'a>,
    names: Names,
    /// The type whose `impl` this is in.
    object: Option<String>,
    /// The line that the innermost statement begins in.
    statement: Option<usize>,
    /// The call that the innermost statement is, if it is no more than that.
    bare: Option<Range<usize>>,
    /// What mutants of the logic there are here.
    logic: Option<Kind>,
    /// In what is computed at compile time, where nothing can be switched on.
    constant: bool,
    /// What is known of the values that are compared here.
    values: Values,
    /// Where something is mutated already that has a part in several changes: a literal
    /// in a sum, a condition that is negated.
    known: BTreeSet<(usize, usize)>,
    /// Those found so far.
    pub(crate) mutants: Vec<Mutant>,
    /// Orderings that can be weakened.
    pub(crate) ordered: usize,
    /// Orderings that cannot, because they are relaxed.
    pub(crate) relaxed: usize,
    /// Orderings that cannot be mutated, and why.
    pub(crate) blind: Vec<(usize, String)>,
}

impl<'a> Finder<'a> {
    /// To walk over what `build` has of the source `file`.
    pub(crate) fn new(
        file: &'a str,
        text: &'a str,
        build: Build<'a>,
        names: Names,
        values: Values,
    ) -> Self {
        Self {
            file,
            text,
            build,
            names,
            object: None,
            statement: None,
            bare: None,
            logic: Some(Kind::Logic),
            constant: false,
            values,
            known: BTreeSet::new(),
            mutants: Vec::new(),
            ordered: 0,
            relaxed: 0,
            blind: Vec::new(),
        }
    }

    fn add(&mut self, kind: Kind, what: String, change: Change) {
        let mut mutant = Mutant {
            kind,
            file: self.file.to_owned(),
            line: change.line,
            object: self.object.clone(),
            what,
            from: change.from,
            to: change.to,
            argument: None,
            edits: change.edits,
        };
        let above = [Some(change.line), self.statement].into_iter().flatten();
        let excuses = above.flat_map(|line| excuse::above(self.text, line));
        let mut excuses = excuses.filter(|it| it.is_for(mutant.class(), &mutant.to));
        mutant.argument = excuses.next().map(|it| it.argument);
        self.mutants.push(mutant);
    }

    fn logic(&mut self, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            if let Some(kind) = self.logic {
                self.add(kind, change.what.to_owned(), change);
            }
        }
    }

    /// The condition of a branch.
    fn condition(&mut self, condition: &Expr) {
        let changes = operators::negations(Text(self.text), condition);
        self.negated(changes);
    }

    /// Conditions that are `negated`.
    fn negated(&mut self, negated: Vec<Change>) {
        let edits = negated.iter().flat_map(|it| &it.edits);
        self.known
            .extend(edits.map(|it| (it.range.start, it.range.end)));
        self.logic(negated);
    }

    /// Whether `node` is known already.
    fn knows(&self, node: &impl Spanned) -> bool {
        let Range { start, end } = range(node);
        self.known.contains(&(start, end))
    }

    fn bounds(&mut self, changes: Vec<Change>) {
        for change in changes {
            self.add(Kind::Bound, change.what.to_owned(), change);
        }
    }

    /// The literal `term` in a sum, the `whole`.
    fn term(&mut self, whole: &impl ToTokens, term: Option<&LitInt>) {
        if let Some(literal) = term {
            let Range { start, end } = range(literal);
            self.known.insert((start, end));
            self.logic(operators::off_by_one(Text(self.text), whole, literal));
        }
    }

    /// The ordering `at` of an access; `whole` is the access, if that can go with it.
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
        let before = (
            self.object.clone(),
            self.logic,
            self.constant,
            self.values.unordered,
        );
        change(self);
        visit(self);
        (
            self.object,
            self.logic,
            self.constant,
            self.values.unordered,
        ) = before;
    }

    fn constant(&mut self, visit: impl FnOnce(&mut Self)) {
        self.within(Self::is_constant, visit);
    }

    fn is_constant(&mut self) {
        self.constant = true;
        self.alone();
    }

    /// What is mutated here is a program of its own.
    fn alone(&mut self) {
        self.logic = self.logic.map(|_| Kind::Constant);
    }

    fn function(
        &mut self,
        signature: &Signature,
        body: Option<&Block>,
        visit: impl FnOnce(&mut Self),
    ) {
        self.bounds(bounds::of_generics(Text(self.text), &signature.generics));
        let change = |it: &mut Self| {
            it.values.unordered |= may_lack_order(&signature.generics);
            if signature.constness.is_some() {
                it.is_constant();
            }
        };
        self.within(change, |it| {
            if let Some(body) = body {
                it.logic(results::mutated(Text(it.text), signature, body));
            }
            visit(it);
        });
    }
}

/// Whether a parameter can be compared and has no order.
fn may_lack_order(generics: &Generics) -> bool {
    let parameters = generics.params.iter().filter_map(|it| match it {
        GenericParam::Type(it) => Some(&it.bounds),
        _ => None,
    });
    let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
    let predicates = predicates.filter_map(|it| match it {
        WherePredicate::Type(it) => Some(&it.bounds),
        _ => None,
    });
    let is_bound = |bound: &TypeParamBound, names: [&str; 2]| match bound {
        TypeParamBound::Trait(it) => names.iter().any(|name| it.path.is_ident(name)),
        _ => false,
    };
    parameters.chain(predicates).any(|bounds| {
        let has = |names| bounds.iter().any(|it| is_bound(it, names));
        has(["PartialEq", "Eq"]) && !has(["PartialOrd", "Ord"])
    })
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
        if self.build.has(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let outer = self.statement.take();
        visit::visit_item(self, item);
        self.statement = outer;
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !self.build.has(&item.attrs) {
            return;
        }
        let object = name(&item.self_ty);
        self.bounds(bounds::of_impl(Text(self.text), item));
        let change = |it: &mut Self| {
            it.object = object;
            it.values.unordered |= may_lack_order(&item.generics);
        };
        self.within(change, |it| visit::visit_item_impl(it, item));
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        if !self.build.has(&item.attrs) {
            return;
        }
        let object = Some(item.ident.to_string());
        self.within(
            |it| it.object = object,
            |it| {
                let text = Text(it.text);
                it.bounds(bounds::of_generics(text, &item.generics));
                for field in &item.fields {
                    it.bounds(bounds::of_field(text, &item.generics, field));
                }
            },
        );
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if self.build.has(&item.attrs) {
            self.function(&item.sig, Some(&item.block), |it| {
                visit::visit_item_fn(it, item);
            });
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if self.build.has(&item.attrs) {
            self.function(&item.sig, Some(&item.block), |it| {
                visit::visit_impl_item_fn(it, item);
            });
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        self.function(&item.sig, item.default.as_ref(), |it| {
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
            // `const_fn!` makes a constant of it, in all builds but one.
            Some(code @ (Code::Members(_) | Code::Items(_))) => {
                self.within(Self::alone, |it| code.visit(it));
            }
            Some(code) => self.within(|it| it.logic = None, |it| code.visit(it)),
            None => self.unparsed(&invocation.tokens),
        }
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.unparsed(tokens);
    }

    // What is mutated.

    fn visit_block(&mut self, block: &'ast Block) {
        let changes = statements::mutated(Text(self.text), &self.names, block);
        let outer = self.statement.take();
        self.logic(changes);
        self.statement = outer;
        visit::visit_block(self, block);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let outer = self.statement.replace(line(statement));
        self.bare = statements::bare_call(statement).map(range);
        visit::visit_stmt(self, statement);
        self.statement = outer;
    }

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        self.condition(&branch.cond);
        visit::visit_expr_if(self, branch);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        if let Pat::Guard(PatGuard { guard, .. }) = &arm.pat {
            self.condition(guard);
            self.visit_expr(guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_match(&mut self, choice: &'ast ExprMatch) {
        if operators::is_yes_or_no(choice) {
            self.condition(&choice.expr);
        }
        visit::visit_expr_match(self, choice);
    }

    fn visit_expr_while(&mut self, branch: &'ast ExprWhile) {
        self.condition(&branch.cond);
        visit::visit_expr_while(self, branch);
    }

    fn visit_expr_binary(&mut self, sum: &'ast ExprBinary) {
        let text = Text(self.text);
        self.term(sum, operators::term_of_sum(sum));
        self.logic(arithmetic::by_operator(text, sum));
        self.logic(comparisons::compared(text, sum, &self.values));
        self.logic(comparisons::connected(text, sum));
        visit::visit_expr_binary(self, sum);
    }

    fn visit_expr_unary(&mut self, it: &'ast ExprUnary) {
        if !self.knows(it) {
            self.logic(comparisons::negated(Text(self.text), it));
        }
        visit::visit_expr_unary(self, it);
    }

    fn visit_expr_lit(&mut self, literal: &'ast ExprLit) {
        let known = self.knows(literal);
        self.logic(arithmetic::literal(Text(self.text), literal, known));
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let text = Text(self.text);
        self.term(call, operators::term_of_call(call));
        self.logic(arithmetic::by_method(text, call));
        self.logic(comparisons::asked(text, call));
        if operators::is_wait(call) {
            if self.bare != Some(range(call)) {
                self.logic(operators::dropped_wait(text, call));
            }
            self.negated(operators::negated_wait(text, call));
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
        let access = if function.ends_with("fence") {
            Access::Fence
        } else {
            Access::Unknown
        };
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
