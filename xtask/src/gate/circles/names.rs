//! What a path means: which module defines what it leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::code::Code;
use super::named::Named;
use super::tree::{ModuleId, Tree};

/// The names of a crate.
pub(super) struct Names<'a> {
    tree: &'a Tree,
    codes: &'a [Code],
    /// Where a macro is defined, wherever it is used.
    macros: BTreeMap<&'a str, BTreeSet<ModuleId>>,
    /// The modules in which members of a type are, by the type's module, its name and
    /// the member's.
    members: BTreeMap<(ModuleId, String, &'a str), BTreeSet<ModuleId>>,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Module(ModuleId),
    Item {
        module: ModuleId,
        name: String,
        /// What is named of it: a variant or a method.
        member: Option<String>,
    },
}

/// The names that are being looked up, each in its module: a `use` may lead back to
/// itself.
type Seen<'a> = BTreeSet<(ModuleId, &'a str)>;

impl<'a> Names<'a> {
    /// The names of `tree`, whose modules have these codes.
    pub(super) fn of(tree: &'a Tree, codes: &'a [Code]) -> Self {
        let mut names = Names {
            tree,
            codes,
            macros: BTreeMap::new(),
            members: BTreeMap::new(),
        };
        for (module, code) in codes.iter().enumerate() {
            for name in &code.macros {
                names.macros.entry(name).or_default().insert(module);
            }
        }
        for (module, code) in codes.iter().enumerate() {
            for (member, of) in code.members.iter().filter_map(|it| it.split_last()) {
                for target in names.follow(module, of, &mut Seen::new()) {
                    if let Target::Item {
                        module: at, name, ..
                    } = target
                    {
                        let members = names.members.entry((at, name, member)).or_default();
                        members.insert(module);
                    }
                }
            }
        }
        names
    }

    /// The modules that define what `named` leads to from `module`: an item, and of its
    /// members the one that is named.
    pub(super) fn definers(&self, module: ModuleId, named: &'a Named) -> BTreeSet<ModuleId> {
        let targets = self.follow(module, &named.path, &mut Seen::new());
        if let ([name], true, true) = (&named.path[..], named.is_macro, targets.is_empty()) {
            let definers = self.macros.get(name.as_str()).into_iter().flatten();
            let known = definers.copied().filter(|it| self.lends(*it, module));
            let mut known: BTreeSet<_> = known.collect();
            if known.contains(&module) {
                known.retain(|it| *it == module);
            }
            return known;
        }
        let mut modules = BTreeSet::new();
        for target in targets {
            if let Target::Item {
                module: of,
                name,
                member,
            } = target
            {
                modules.insert(of);
                if let Some(member) = member {
                    modules.extend(self.with_member(of, name, &member, module));
                }
            }
        }
        modules
    }

    /// The modules that define `member` of the type `name` of the module `of`, as seen
    /// from `module`. If that defines it itself, others do in other builds.
    fn with_member(
        &self,
        of: ModuleId,
        name: String,
        member: &str,
        module: ModuleId,
    ) -> Vec<ModuleId> {
        let definers = self.members.get(&(of, name, member));
        match definers {
            Some(definers) if !definers.contains(&module) => definers.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a macro of `definer` is known in `module` by its name alone: it is known
    /// where it is defined, below that, and where that lends it.
    fn lends(&self, mut definer: ModuleId, module: ModuleId) -> bool {
        let modules = &self.tree.modules;
        while let (true, Some(parent)) = (modules[definer].lends_macros, modules[definer].parent) {
            definer = parent;
        }
        modules[module].path.starts_with(&modules[definer].path)
    }

    /// The modules all of whose names `named` brings in, and those that define the
    /// enums all of whose variants it does.
    pub(super) fn opened(&self, module: ModuleId, named: &'a Named) -> BTreeSet<ModuleId> {
        let targets = self.follow(module, &named.path, &mut Seen::new());
        let module = |target| match target {
            Target::Module(module) | Target::Item { module, .. } => module,
        };
        let modules = targets.into_iter().map(module);
        modules
            .filter(|it| !self.codes[*it].items.is_empty())
            .collect()
    }

    /// What `path` leads to in the scope of `module`.
    fn follow(
        &self,
        module: ModuleId,
        path: &'a [String],
        seen: &mut Seen<'a>,
    ) -> BTreeSet<Target> {
        match path.split_first() {
            Some((first, rest)) if first == "crate" => self.member(0, rest, seen),
            Some((first, rest)) if first == "self" => self.member(module, rest, seen),
            Some((first, rest)) if first != "super" => self.visible(module, first, rest, seen),
            _ => self.member(module, path, seen),
        }
    }

    /// What `path` leads to behind `module`. What cannot be found is a macro, which the
    /// crate has wherever it is defined, or taken for the module's own: a macro may have
    /// made it.
    fn member(
        &self,
        module: ModuleId,
        path: &'a [String],
        seen: &mut Seen<'a>,
    ) -> BTreeSet<Target> {
        let Some((first, rest)) = path.split_first() else {
            return BTreeSet::from([Target::Module(module)]);
        };
        if first == "super" {
            let parent = self.tree.modules[module].parent.unwrap_or(0);
            return self.member(parent, rest, seen);
        }
        let found = self.visible(module, first, rest, seen);
        if found.is_empty() && !seen.contains(&(module, first.as_str())) {
            let macros = self.macros.get(first.as_str()).filter(|_| module == 0);
            let own = BTreeSet::from([module]);
            let modules = macros.unwrap_or(&own).iter();
            return modules.map(|it| item(*it, first, rest)).collect();
        }
        found
    }

    /// What `name`, and `rest` behind it, lead to in `module`: a module in it, what it
    /// defines, or what it imports.
    fn visible(
        &self,
        module: ModuleId,
        name: &'a str,
        rest: &'a [String],
        seen: &mut Seen<'a>,
    ) -> BTreeSet<Target> {
        if !seen.insert((module, name)) {
            return BTreeSet::new();
        }
        let mut found = BTreeSet::new();
        for (child, it) in self.tree.modules.iter().enumerate() {
            if it.parent == Some(module) && it.path.last().is_some_and(|last| last == name) {
                found.extend(self.member(child, rest, seen));
            }
        }
        let codes = self.codes;
        let code = &codes[module];
        // A path goes on through a module, not through a function of that name.
        if found.is_empty() || rest.is_empty() {
            if code.items.contains(name) {
                found.insert(item(module, name, rest));
            }
            let imports = code.imports.iter();
            for import in imports.filter(|it| it.name.as_deref() == Some(name)) {
                found.extend(self.through(module, &import.from.path, rest, seen));
            }
        }
        if found.is_empty() {
            for import in code.imports.iter().filter(|it| it.name.is_none()) {
                for target in self.follow(module, &import.from.path, seen) {
                    if let Target::Module(opened) = target {
                        found.extend(self.visible(opened, name, rest, seen));
                    }
                }
            }
        }
        seen.remove(&(module, name));
        found
    }

    /// What `rest` leads to behind what is imported from `path`.
    fn through(
        &self,
        module: ModuleId,
        path: &'a [String],
        rest: &'a [String],
        seen: &mut Seen<'a>,
    ) -> BTreeSet<Target> {
        let targets = self.follow(module, path, seen);
        let is_module = |it: &Target| matches!(it, Target::Module(_));
        let goes_on = !rest.is_empty() && targets.iter().any(is_module);
        let mut found = BTreeSet::new();
        for target in targets {
            match target {
                Target::Module(module) => found.extend(self.member(module, rest, seen)),
                Target::Item { .. } if goes_on => {}
                Target::Item {
                    module,
                    name,
                    member,
                } => {
                    let member = member.or_else(|| rest.first().cloned());
                    found.insert(Target::Item {
                        module,
                        name,
                        member,
                    });
                }
            }
        }
        found
    }
}

/// What `module` defines as `name`, of which `rest` names a member.
fn item(module: ModuleId, name: &str, rest: &[String]) -> Target {
    Target::Item {
        module,
        name: name.to_owned(),
        member: rest.first().cloned(),
    }
}
