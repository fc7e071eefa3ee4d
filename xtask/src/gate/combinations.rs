//! The features of a package, in all combinations.

use std::fs;

use crate::ground::package::Package;
use crate::ground::stop::Stop;
use crate::model::programs::{CURVES, KINDS};

/// Where a package is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    /// With std.
    Host,
    /// Without.
    Bare,
}

/// Every choice of the features that `package` may have, those of checkers aside: they are
/// for builds of their own.
pub(crate) fn of(package: &Package, on: On) -> Result<Vec<Vec<&str>>, Stop> {
    let source = match library(package) {
        Some(path) => fs::read_to_string(path)
            .map_err(|error| Stop::io(format_args!("cannot read {}", path.display()), &error))?,
        None => String::new(),
    };
    Ok(choices(&chosen(package, on, &source)))
}

fn library(package: &Package) -> Option<&std::path::Path> {
    let mut targets = package.targets.iter();
    let library = targets.find(|target| target.kind == ["lib"])?;
    Some(&library.src_path)
}

/// The features of `package` there are choices of, given its library's `source`.
fn chosen<'a>(package: &'a Package, on: On, source: &str) -> Vec<&'a str> {
    let is_of_checker = |name: &str| {
        let mut kinds = KINDS.iter().chain([&CURVES]);
        name == "default" || kinds.any(|kind| kind.name == name)
    };
    let names = package.features.keys().map(String::as_str);
    names
        .filter(|name| !is_of_checker(name))
        .filter(|name| on == On::Host || !takes_std(source, name))
        .collect()
}

/// Whether a library with this `source` uses std if its feature `name` is on.
fn takes_std(source: &str, name: &str) -> bool {
    let mut lines = source.lines();
    lines.any(|line| line == format!("#![cfg_attr(not(feature = \"{name}\"), no_std)]"))
}

/// All subsets of `names`, the empty one first.
fn choices<'a>(names: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut all = vec![Vec::new()];
    for name in names {
        for index in 0..all.len() {
            let mut with = all[index].clone();
            with.push(*name);
            all.push(with);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    #[test]
    fn every_subset_is_there_once() {
        assert_eq!(choices(&[]), [[""; 0]]);
        let all: Vec<String> = choices(&["a", "b", "c"])
            .iter()
            .map(|it| it.join(" "))
            .collect();
        assert_eq!(all, ["", "a", "b", "a b", "c", "a c", "b c", "a b c"]);
    }

    #[test]
    fn checkers_are_left_out_and_std_where_there_is_none() {
        let names = ["default", KINDS[0].name, CURVES.name, "spec", "more"];
        let features = names.map(|name| (name.to_owned(), Vec::new()));
        let package = Package {
            features: features.into(),
            ..package("any", &[])
        };
        let source = "//! Words.\n\n#![cfg_attr(not(feature = \"spec\"), no_std)]\n";
        assert_eq!(chosen(&package, On::Host, source), ["more", "spec"]);
        assert_eq!(chosen(&package, On::Bare, source), ["more"]);
        assert_eq!(chosen(&package, On::Bare, ""), ["more", "spec"]);
    }
}
