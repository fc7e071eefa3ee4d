//! Finding mutants: what is known at a place of a source, and what is found there.

mod order;
mod walk;

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Block, Expr, LitInt, Signature};

use self::order::may_lack_order;
use crate::bounds;
use crate::comparisons::Values;
use crate::conditional::Build;
use crate::excuse;
use crate::mutant::{Change, Edit, Form, Kind, Mutant};
use crate::operators;
use crate::orderings::{Access, Names};
use crate::results;
use crate::shown::{Text, line, range};

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
