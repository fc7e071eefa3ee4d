//! A walk over the syntax of a source.

use proc_macro2::TokenStream;
use syn::visit::{self, Visit};
use syn::{
    AngleBracketedGenericArguments, Arm, Attribute, Block, Expr, ExprBinary, ExprCall, ExprConst,
    ExprIf, ExprLit, ExprMatch, ExprMethodCall, ExprPath, ExprRepeat, ExprUnary, ExprWhile,
    Generics, ImplItemConst, ImplItemFn, Item, ItemConst, ItemFn, ItemImpl, ItemMod, ItemStatic,
    ItemStruct, Macro, Pat, PatGuard, Stmt, TraitItemFn, Type, Variant,
};

use super::Finder;
use super::order::may_lack_order;
use crate::arithmetic;
use crate::bounds;
use crate::comparisons;
use crate::macros::Code;
use crate::operators;
use crate::orderings::Access;
use crate::shown::{Text, line, range};
use crate::statements;

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
