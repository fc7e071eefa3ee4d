//! The modules of each package know each other without circles.
//!
//! A module is a file, with the modules that are written in it. It uses another if its
//! code names something that the other's file defines, on whatever way the path leads
//! there: `crate::`, `super::`, `self::`, through a `use` or a re-export, in a macro, or as
//! text in an attribute. A method is named by a call on `self`, and behind its type.
//!
//! - A list of modules, `list! { name: …, }`, declares those that have a file.
//! - To declare modules and to hand on what they define (`pub use child::Item`) is no
//!   use: whoever names the item uses the module that defines it.
//! - A folder is one thing to those beside it: in each, the file that declares the
//!   modules, and each module with all below it, must not be part of a circle.
//! - What only tests are built with does not count.
//!
//! A method that is called on anything but `self` is not seen, nor is one of a trait.

mod circle;
mod code;
mod condition;
mod list;
mod named;
mod names;
mod tokens;
mod tree;
mod usage;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::ground::package::Package;
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

use self::circle::Circle;
use self::tree::ModuleId;
pub(crate) use self::tree::Tree;
use self::usage::Use;

/// The circles in the packages of `workspace`, and the sources that are in none of
/// their modules.
pub(crate) fn violations(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    violations_in(workspace, |_| true)
}

/// The circles in the packages of `workspace` whose folder is chosen, and the sources that
/// are in none of their modules.
pub(crate) fn violations_in(
    workspace: &Workspace,
    is_chosen: impl Fn(&str) -> bool,
) -> Result<Vec<String>, Stop> {
    let packages = workspace.packages().iter();
    let packages = packages.filter(|it| is_chosen(&workspace.folder(it)));
    let wrong: Result<Vec<_>, _> = packages.map(|it| violations_of(workspace, it)).collect();
    Ok(wrong?.into_iter().flatten().collect())
}

/// What is wrong with the modules of `package`.
fn violations_of(workspace: &Workspace, package: &Package) -> Result<BTreeSet<String>, Stop> {
    let mut wrong = BTreeSet::new();
    let mut reached = BTreeSet::new();
    for target in &package.targets {
        match Tree::read(&target.src_path, &|path| fs::read_to_string(path).ok()) {
            Ok(tree) => {
                wrong.extend(circles(&tree, workspace.root()));
                reached.extend(tree.modules.into_iter().map(|it| it.source));
            }
            Err(error) => {
                wrong.insert(error);
            }
        }
    }
    for file in sources::files(package.directory(), &["rs"])? {
        if !reached.contains(&file) && !must_not_compile(&file) {
            let name = workspace.shorten(&file).display();
            wrong.insert(format!("{name}: no `mod` leads to this file"));
        }
    }
    Ok(wrong)
}

/// Whether `file` is a program that a test hands to the compiler, whose words stand beside it.
fn must_not_compile(file: &Path) -> bool {
    file.with_extension("stderr").is_file()
}

/// The circles of a crate, each as `a -> b -> a` with the line of every use. Files are
/// named from `root`.
fn circles(tree: &Tree, root: &Path) -> Vec<String> {
    let uses = usage::of(tree);
    let circles = circle::of(tree, &uses);
    circles.iter().map(|it| show(tree, it, root)).collect()
}

/// A circle and its uses.
fn show(tree: &Tree, circle: &Circle<'_>, root: &Path) -> String {
    let place = |one: &Use| {
        let file = one.source.strip_prefix(root).unwrap_or(&one.source);
        format!("{}:{}", file.display(), one.line)
    };
    let [first, ..] = circle.uses[..] else {
        return String::new();
    };
    let names = circle.modules.iter().cycle();
    let names = names.take(circle.modules.len() + 1);
    let names: Vec<_> = names.map(|&it| name(tree, it)).collect();
    let mut text = format!(
        "{}: modules in a circle: {}",
        place(first),
        names.join(" -> ")
    );
    for one in &circle.uses {
        let (from, to) = (name(tree, one.from), name(tree, one.to));
        text += &format!("\n  {}: {from} uses {} of {to}", place(one), one.path);
    }
    text
}

/// The path of a module from the crate.
fn name(tree: &Tree, module: ModuleId) -> String {
    match &tree.modules[module].path[..] {
        [] => "crate".to_owned(),
        path => path.join("::"),
    }
}

/// The modules of the crate with the root `root` that use each other.
#[cfg(test)]
pub(crate) fn uses(root: &Path) -> Result<Vec<(String, String)>, String> {
    let tree = Tree::read(root, &|path| fs::read_to_string(path).ok())?;
    let uses = usage::of(&tree).into_iter();
    let uses = uses.map(|it| (name(&tree, it.from), name(&tree, it.to)));
    Ok(uses.collect())
}
