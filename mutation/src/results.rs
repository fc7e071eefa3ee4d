//! Mutation operators on what a function answers: a constant, or that all is well.

use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprClosure, ExprReturn, GenericArgument, PathArguments, PathSegment, ReturnType,
    Signature, Stmt, Type,
};

use crate::mutant::{Change, Edit};
use crate::shown::{Text, line, range};

/// The types of numbers that are no fractions and have no sign.
const NUMBERS: [&str; 6] = ["u8", "u16", "u32", "u64", "u128", "usize"];

/// What a function that returns `output` may answer whatever it is asked.
fn constants(output: &Type) -> &'static [&'static str] {
    let Some(segment) = last(output) else {
        return &[];
    };
    match segment.ident.to_string().as_str() {
        "bool" => &["true", "false"],
        "Option" => &["None"],
        "String" => &["String::new()"],
        number if NUMBERS.contains(&number) => &["0", "1"],
        _ => &[],
    }
}

/// The function with this body answers a constant, or an error is none.
pub(crate) fn mutated(text: Text, signature: &Signature, body: &Block) -> Vec<Change> {
    let ReturnType::Type(_, output) = &signature.output else {
        return Vec::new();
    };
    let begin = range(&body.brace_token.span.open()).end;
    let change = |constant: &&str| Change {
        line: line(&signature.ident),
        what: "answer a constant",
        from: format!("{}(…)", signature.ident),
        to: (*constant).to_owned(),
        edits: vec![Edit::inserted(begin, format!("return {constant};"))],
    };
    let value = match body.stmts.last() {
        Some(Stmt::Expr(value, None)) => text.show(value),
        _ => String::new(),
    };
    let others = constants(output).iter().filter(|it| **it != value);
    let mut changes: Vec<Change> = others.map(change).collect();
    if is_unit_result(output) {
        let mut errors = Errors {
            text,
            changes: Vec::new(),
        };
        errors.visit_block(body);
        errors.tail_of(body);
        changes.extend(errors.changes);
    }
    changes
}

fn last(of: &Type) -> Option<&PathSegment> {
    match of {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// Whether a type is `Result<(), …>`.
fn is_unit_result(output: &Type) -> bool {
    let Some(segment) = last(output).filter(|it| it.ident == "Result") else {
        return false;
    };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return false;
    };
    let first = arguments.args.first();
    matches!(first, Some(GenericArgument::Type(Type::Tuple(it))) if it.elems.is_empty())
}

/// The errors that a function returns.
struct Errors<'a> {
    text: Text<'a>,
    changes: Vec<Change>,
}

impl Errors<'_> {
    fn tail_of(&mut self, block: &Block) {
        if let Some(Stmt::Expr(value, None)) = block.stmts.last() {
            self.tail(value);
        }
    }

    /// The value that is returned is `value`.
    fn tail(&mut self, value: &Expr) {
        match value {
            Expr::Block(it) => self.tail_of(&it.block),
            Expr::If(it) => {
                self.tail_of(&it.then_branch);
                if let Some((_, other)) = &it.else_branch {
                    self.tail(other);
                }
            }
            Expr::Match(it) => {
                for arm in &it.arms {
                    self.tail(&arm.body);
                }
            }
            Expr::Paren(it) => self.tail(&it.expr),
            value => self.error(value),
        }
    }

    fn error(&mut self, value: &Expr) {
        let Expr::Call(call) = value else { return };
        if matches!(&*call.func, Expr::Path(it) if it.path.is_ident("Err")) {
            self.changes.push(Change {
                line: line(call),
                what: "accept",
                from: self.text.show(call),
                to: "Ok(())".to_owned(),
                edits: vec![Edit::expression(call, "Ok(())".to_owned())],
            });
        }
    }
}

impl<'ast> Visit<'ast> for Errors<'_> {
    // What a closure returns is another thing.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_expr_return(&mut self, it: &'ast ExprReturn) {
        if let Some(value) = &it.expr {
            self.tail(value);
        }
        visit::visit_expr_return(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> Vec<(&'static str, String)> {
        let function: syn::ItemFn = syn::parse_str(source).expect("a function");
        let changes = mutated(Text(source), &function.sig, &function.block);
        changes.into_iter().map(|it| (it.what, it.to)).collect()
    }

    #[test]
    fn an_answer_is_a_constant() {
        let to = |source| -> Vec<String> { of(source).into_iter().map(|it| it.1).collect() };
        assert_eq!(to("fn f() -> bool { a == b }"), ["true", "false"]);
        assert_eq!(to("fn f() -> Option<u32> { a }"), ["None"]);
        assert_eq!(to("fn f(&self) -> usize { self.len }"), ["0", "1"]);
        assert_eq!(to("fn f() -> bool { let _ = a; false }"), ["true"]);
        assert!(to("fn f() { a(); }").is_empty());
        assert!(to("fn f() -> Self { a }").is_empty());
    }

    #[test]
    fn an_error_is_none() {
        let source = "fn f() -> Result<(), Stuck> {
            if let Some(x) = y { return Err(Stuck::because(x)); }
            let z = xs.map(|x| Err(x));
            match a { A if b => Err(c), B => { g(); Err(d) }, _ => Ok(()) }
        }";
        let accepted = vec![("accept", "Ok(())".to_owned()); 3];
        assert_eq!(of(source), accepted);
        assert!(of("fn f() -> Result<u32, E> { Err(e) }").is_empty());
    }
}
