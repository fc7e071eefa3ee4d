//! The files that a source is made of.

use syn::Item;

use crate::conditional::Build;
use crate::sites::parsed;

/// The modules that the source `text` in `file` declares and does not hold: the names of
/// those that are in `build`.
///
/// # Errors
///
/// If the text is no Rust: its place, and why not.
pub fn modules(file: &str, text: &str, build: Build<'_>) -> Result<Vec<String>, String> {
    let parsed = parsed(file, text)?;
    let declared = parsed.items.iter().filter_map(|item| match item {
        Item::Mod(item) if item.content.is_none() => Some(item),
        _ => None,
    });
    let built = declared.filter(|item| build.has(&item.attrs));
    Ok(built.map(|item| item.ident.to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_files_of_the_build() {
        let text = "mod a; #[cfg(feature = \"spec\")] pub mod b; mod c { mod d; }\n\
                    #[cfg(loom)] mod e; #[cfg(test)] mod tests;";
        let kernel = Build {
            without: &["loom"],
            features: false,
            tests: false,
        };
        let names = |build| modules("a.rs", text, build).expect("it is Rust");
        assert_eq!(names(Build::WHOLE), ["a", "b", "e"]);
        assert_eq!(names(kernel), ["a"]);
        let error = modules("a.rs", "\nmod 1;", Build::WHOLE).expect_err("no Rust");
        assert!(error.starts_with("a.rs:2: "), "{error}");
    }
}
