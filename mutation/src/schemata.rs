//! Mutant schemata: one source that holds every mutant, each behind a switch that
//! is looked at when the program runs (Untch, Offutt and Harrold, ISSTA 1993).
//!
//! Every change becomes `if crate::mutant::on(17) { changed } else { original }`.
//! What is original keeps its lines.

use std::ops::Range;

use crate::mutant::{Edit, Form, Mutant};

/// The environment variable that says which mutant is on.
pub const SWITCH: &str = "LATCHWORK_MUTANT";

/// Lints that are errors unless allowed, and that a mutant may trip over.
const DENIED: &str = "arithmetic_overflow, overflowing_literals, unconditional_panic";

/// A change, and the number of its mutant.
#[derive(Clone, Copy, Debug)]
struct Numbered<'a> {
    number: usize,
    edit: &'a Edit,
}

/// `text` with those of `mutants` that can be switched on; the first of all of them has the
/// number `first`.
pub fn instrumented(text: &str, mutants: &[Mutant], first: usize) -> String {
    let mut edits: Vec<Numbered> = (first..)
        .zip(mutants)
        .filter(|(_, mutant)| mutant.kind.is_switched())
        .flat_map(|(number, mutant)| {
            mutant
                .edits
                .iter()
                .map(move |edit| Numbered { number, edit })
        })
        .collect();
    // The outer before the inner, and what is inserted before what it is inserted at.
    edits.sort_by_key(|it| {
        let Range { start, end } = it.edit.range.clone();
        (
            start,
            start != end,
            usize::MAX - end,
            it.edit.form == Form::Expression,
        )
    });
    let mut into = String::new();
    let mut rest = &edits[..];
    splice(text, 0..text.len(), &mut rest, &mut into);
    into
}

/// Copies `range` of `text`, with those of `edits` that lie in it.
fn splice(text: &str, range: Range<usize>, edits: &mut &[Numbered], into: &mut String) {
    let mut at = range.start;
    while let Some(first) = edits.first().filter(|it| within(&it.edit.range, &range)) {
        let place = first.edit.range.clone();
        let form = first.edit.form;
        into.push_str(&text[at..place.start]);
        let same = |it: &&Numbered| it.edit.range == place && it.edit.form == form;
        let count = edits.iter().take_while(same).count();
        let (chain, rest) = edits.split_at(count);
        *edits = rest;
        into.push_str(if form == Form::Expression { "(" } else { "" });
        for Numbered { number, edit } in chain {
            let text = &edit.text;
            into.push_str(&format!(
                "if crate::mutant::on({number}) {{ {text} }} else "
            ));
        }
        into.push_str("{ ");
        if place.is_empty() {
            // An insertion holds nothing.
        } else {
            splice(text, place.clone(), edits, into);
        }
        into.push_str(" }");
        into.push_str(if form == Form::Expression { ")" } else { "" });
        at = place.end;
    }
    into.push_str(&text[at..range.end]);
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The root module of a crate with mutants: it gets the switch.
pub fn root(text: &str) -> String {
    let module = format!(
        "\nextern crate std;\n\
         mod mutant {{\n\
         \x20   use std::sync::OnceLock;\n\
         \x20   /// Whether this mutant is on. None is numbered 0.\n\
         \x20   #[inline]\n\
         \x20   pub(crate) fn on(mutant: usize) -> bool {{\n\
         \x20       static ON: OnceLock<usize> = OnceLock::new();\n\
         \x20       mutant == *ON.get_or_init(|| match std::env::var(\"{SWITCH}\") {{\n\
         \x20           Ok(number) => number.parse().expect(\"{SWITCH} is the number of a mutant\"),\n\
         \x20           Err(_) => 0,\n\
         \x20       }})\n\
         \x20   }}\n\
         }}\n"
    );
    // The crate's documentation stays as it is: tests may look at it.
    let documented = text
        .split_inclusive('\n')
        .take_while(|it| it.starts_with("//!"));
    let (documentation, rest) = text.split_at(documented.map(str::len).sum());
    format!("{documentation}#![allow(warnings, {DENIED})] {rest}{module}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditional::Build;
    use crate::sites::{Source, tests::locks};
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

    /// The program that `text` is with the mutant `on`: each switch gives way to what
    /// it chooses.
    fn resolved(text: &[TokenTree], on: usize) -> Vec<String> {
        let mut resolved = Vec::new();
        resolve(text, on, &mut resolved);
        resolved
    }

    fn tokens(text: &str) -> Vec<TokenTree> {
        let tokens: TokenStream = text.parse().expect("tokens");
        tokens.into_iter().collect()
    }

    fn resolve(mut tokens: &[TokenTree], on: usize, into: &mut Vec<String>) {
        while let [first, rest @ ..] = tokens {
            if let Some((chosen, rest)) = switch(tokens, on) {
                resolve(&inside(chosen), on, into);
                tokens = rest;
                continue;
            }
            match first {
                TokenTree::Group(group) => {
                    let inner = inside(group);
                    match switch(&inner, on) {
                        // An expression: its parentheses are the switch's.
                        Some((chosen, [])) if group.delimiter() == Delimiter::Parenthesis => {
                            resolve(&inside(chosen), on, into);
                        }
                        _ => {
                            into.push(format!("{:?} {{", group.delimiter()));
                            resolve(&inner, on, into);
                            into.push("}".to_owned());
                        }
                    }
                }
                token => into.push(token.to_string()),
            }
            tokens = rest;
        }
    }

    fn inside(group: &Group) -> Vec<TokenTree> {
        group.stream().into_iter().collect()
    }

    /// The branch that is taken of the switch that `tokens` begin with, and the rest.
    fn switch(tokens: &[TokenTree], on: usize) -> Option<(&Group, &[TokenTree])> {
        let (head, rest) = tokens.split_at_checked(8)?;
        let words: Vec<String> = head[..7].iter().map(ToString::to_string).collect();
        if words != ["if", "crate", ":", ":", "mutant", ":", ":"] || head[7].to_string() != "on" {
            return None;
        }
        let [
            TokenTree::Group(number),
            TokenTree::Group(mutated),
            _else,
            rest @ ..,
        ] = rest
        else {
            panic!("half a switch")
        };
        let is_on = number.stream().to_string() == on.to_string();
        let (original, rest) = match rest {
            [TokenTree::Group(original), rest @ ..] => (original, rest),
            rest => switch(rest, on).expect("another switch follows `else`"),
        };
        Some((if is_on { mutated } else { original }, rest))
    }

    fn is_faithful(source: &Source) {
        let Source { text, mutants, .. } = source;
        let schemata = instrumented(text, mutants, 5);
        syn::parse_file(&schemata).expect("the schemata are Rust");
        assert_eq!(schemata.lines().count(), text.lines().count());
        let original = resolved(&tokens(text), 0);
        let schemata = tokens(&schemata);
        for off in [0, 4, 5 + mutants.len()] {
            assert_eq!(resolved(&schemata, off), original, "{}", source.file);
        }
        for (number, mutant) in (5..).zip(mutants) {
            let expected = mutant.made_in(text);
            syn::parse_file(&expected).expect("a mutant is Rust");
            if mutant.kind.is_switched() {
                let switched = resolved(&schemata, number);
                assert_eq!(switched, resolved(&tokens(&expected), 0), "{mutant:?}");
                assert_ne!(switched, original, "{mutant:?}");
            } else {
                assert_ne!(expected, *text, "{mutant:?}");
            }
        }
    }

    #[test]
    fn the_locks_are_themselves_until_a_mutant_is_switched_on() {
        for source in locks() {
            is_faithful(&source);
        }
    }

    #[test]
    fn mutants_within_mutants_keep_apart() {
        let text = "use a::Ordering::{AcqRel, Acquire, Release};
impl Lock {
    fn f(&self) {
        self.a.store(n.wrapping_add(1), Release); // é
        if self.b.load(Acquire) == 1
            || self.c.swap(1, AcqRel) { self.a.store(0, Release); }
        let d = self.d.wait_until::<R>(Acquire, |d| d != 1 + 1);
        fence(Acquire);
    }
}
";
        let source = Source::of("a.rs", text, Build::WHOLE).expect("it can be mutated");
        let swaps = source
            .mutants
            .iter()
            .filter(|it| it.what == "swap statements");
        assert_eq!(swaps.count(), 2);
        is_faithful(&source);
    }

    #[test]
    fn the_root_gets_the_switch_and_keeps_its_lines() {
        let text = "//! A crate.\n#![no_std]\nmod a;\n";
        let root = root(text);
        syn::parse_file(&root).expect("the root is Rust");
        let lines: Vec<&str> = root.lines().take(3).collect();
        assert!(lines[1].starts_with("#![allow(") && lines[1].ends_with(")] #![no_std]"));
        assert_eq!([lines[0], lines[2]], ["//! A crate.", "mod a;"]);
    }
}
