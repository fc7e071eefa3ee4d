//! Which module uses which.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::code::{Code, Import};
use super::named::Named;
use super::names::Names;
use super::tree::{Module, ModuleId, Tree};

/// The file of a module uses what the file of another defines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) from: ModuleId,
    pub(super) to: ModuleId,
    /// Where the first use is.
    pub(super) source: PathBuf,
    pub(super) line: usize,
    /// As it is written there.
    pub(super) path: String,
}

/// The uses between the modules of `tree`, tests aside.
pub(super) fn of(tree: &Tree) -> Vec<Use> {
    let code = |module: &Module| match module.is_test {
        true => Code::default(),
        false => Code::of(&module.items),
    };
    let codes: Vec<Code> = tree.modules.iter().map(code).collect();
    let names = Names::of(tree, &codes);
    let mut uses: BTreeMap<(ModuleId, ModuleId), Use> = BTreeMap::new();
    for (module, code) in codes.iter().enumerate() {
        let mut add = |definer: ModuleId, named: &Named| {
            let (from, to) = (tree.modules[module].file, tree.modules[definer].file);
            let one = Use {
                from,
                to,
                source: tree.modules[module].source.clone(),
                line: named.line,
                path: named.path.join("::"),
            };
            if from != to {
                let first = uses.entry((from, to)).or_insert_with(|| one.clone());
                if one.line < first.line {
                    *first = one;
                }
            }
        };
        for named in &code.named {
            for definer in names.definers(module, named) {
                add(definer, named);
            }
        }
        for import in &code.imports {
            let definers = match import.name {
                Some(_) => names.definers(module, &import.from),
                None => names.opened(module, &import.from),
            };
            for definer in definers {
                if !hands_on(tree, module, import, definer) {
                    add(definer, &import.from);
                }
            }
        }
    }
    uses.into_values().collect()
}

/// Whether `module` only hands on what one of its own modules, `definer`, defines.
fn hands_on(tree: &Tree, module: ModuleId, import: &Import, definer: ModuleId) -> bool {
    let path = &tree.modules[module].path;
    import.is_public && tree.modules[definer].path.starts_with(path)
}
