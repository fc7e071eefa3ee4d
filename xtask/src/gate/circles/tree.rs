//! The modules of a crate, and the files that they are in.

use std::path::{Path, PathBuf};

use syn::{Item, ItemMod, parse_quote};

use super::condition::only_in_tests;
use super::list;

/// A module's place in [`Tree::modules`]; the crate's is 0.
pub(crate) type ModuleId = usize;

/// The modules of a crate, each behind the one that declares it.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) modules: Vec<Module>,
}

/// A module. If its file is inside of another's, it is part of that one's file.
#[derive(Debug)]
pub(crate) struct Module {
    /// The names that lead to it from the crate, which has none.
    pub(crate) path: Vec<String>,
    pub(super) parent: Option<ModuleId>,
    /// The module that its file is: itself, or the one in whose file it is written.
    pub(super) file: ModuleId,
    pub(crate) source: PathBuf,
    /// What is in it, modules aside.
    pub(crate) items: Vec<Item>,
    /// Whether only tests are built with it.
    pub(super) is_test: bool,
    /// Whether its macros are its parent's, too: `#[macro_use]`.
    pub(super) lends_macros: bool,
}

/// Reads files: none if there is no such file.
pub(crate) type Read<'a> = &'a dyn Fn(&Path) -> Option<String>;

impl Tree {
    /// The crate whose root is the file `root`.
    ///
    /// # Errors
    ///
    /// A file that is missing, or that is no Rust.
    pub(crate) fn read(root: &Path, read: Read<'_>) -> Result<Self, String> {
        let mut tree = Tree {
            modules: Vec::new(),
        };
        let folder = root.parent().unwrap_or(Path::new(""));
        let module = Module {
            path: Vec::new(),
            parent: None,
            file: 0,
            source: root.to_owned(),
            items: Vec::new(),
            is_test: false,
            lends_macros: false,
        };
        let text =
            read(root).ok_or_else(|| format!("{}: there is no such file", root.display()))?;
        let items = parsed(root, &text)?;
        tree.add(module, items, folder, read)?;
        Ok(tree)
    }

    /// Adds a module with these items, and the modules in it, whose files are in
    /// `folder`.
    fn add(
        &mut self,
        module: Module,
        items: Vec<Item>,
        folder: &Path,
        read: Read<'_>,
    ) -> Result<(), String> {
        let id = self.modules.len();
        self.modules.push(module);
        for item in items {
            match item {
                Item::Mod(inner) => self.add_inner(id, inner, folder, read)?,
                Item::Macro(list) => {
                    for name in list::names(&list) {
                        // What is no module has no file of its name.
                        if file(folder, &plain(&name), read).is_some() {
                            self.add_inner(id, parse_quote! { mod #name; }, folder, read)?;
                        }
                    }
                    self.modules[id].items.push(Item::Macro(list));
                }
                item => self.modules[id].items.push(item),
            }
        }
        Ok(())
    }

    /// Adds a module that `parent` declares, from its file or from between its braces.
    fn add_inner(
        &mut self,
        parent: ModuleId,
        inner: ItemMod,
        folder: &Path,
        read: Read<'_>,
    ) -> Result<(), String> {
        let name = plain(&inner.ident);
        let outer = &self.modules[parent];
        let mut module = Module {
            path: outer.path.iter().chain([&name]).cloned().collect(),
            parent: Some(parent),
            file: outer.file,
            source: outer.source.clone(),
            items: Vec::new(),
            is_test: outer.is_test || only_in_tests(&inner.attrs),
            lends_macros: inner.attrs.iter().any(|it| it.path().is_ident("macro_use")),
        };
        let outer_folder = folder;
        let folder = folder.join(&name);
        if let Some((_, items)) = inner.content {
            return self.add(module, items, &folder, read);
        }
        let is_known = |it: &Module| it.path == module.path && it.source != module.source;
        if self.modules.iter().any(is_known) {
            // It is declared twice, under two conditions.
            return Ok(());
        }
        let Some((source, text)) = file(outer_folder, &name, read) else {
            let line = inner.ident.span().start().line;
            let file = module.source.display();
            return Err(format!(
                "{file}:{line}: there is no file of the module {name}"
            ));
        };
        let items = parsed(&source, &text)?;
        module.file = self.modules.len();
        module.source = source;
        self.add(module, items, &folder, read)
    }

    /// The modules that are files, from the crate to the one whose file `module` is in.
    pub(super) fn files_to(&self, module: ModuleId) -> Vec<ModuleId> {
        let mut files = vec![self.modules[module].file];
        while let Some(parent) = self.modules[files[files.len() - 1]].parent {
            files.push(self.modules[parent].file);
        }
        files.reverse();
        files
    }
}

/// The file of the module `name` in `folder`, and its text.
fn file(folder: &Path, name: &str, read: Read<'_>) -> Option<(PathBuf, String)> {
    let folder = folder.join(name);
    let places = [folder.with_extension("rs"), folder.join("mod.rs")];
    let mut places = places.into_iter();
    places.find_map(|place| read(&place).map(|text| (place, text)))
}

/// The items of a file.
fn parsed(source: &Path, text: &str) -> Result<Vec<Item>, String> {
    let file = syn::parse_file(text);
    file.map(|file| file.items).map_err(|error| {
        let line = error.span().start().line;
        format!("{}:{line}: cannot be parsed: {error}", source.display())
    })
}

/// `ident` as a name: `async` for `r#async`.
pub(super) fn plain(ident: &proc_macro2::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}
