//! Files that a source names, in a comment or in a message, are there.

use std::fs;
use std::path::Path;

use super::compared::Compared;
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// The endings of names that are looked for.
const NAMES: [&str; 4] = [".md", ".rs", ".toml", ".tsv"];

/// Looks at every source of `workspace`; what is wrong has its file in front.
pub(super) fn compare(workspace: &Workspace, compared: &mut Compared) -> Result<(), Stop> {
    for member in workspace.members() {
        for file in sources::files(member, &["rs"])? {
            let text = fs::read_to_string(&file).map_err(|error| {
                Stop::io(format_args!("cannot read {}", file.display()), &error)
            })?;
            let mut in_file = Compared::default();
            of_text(workspace.root(), &text, &mut in_file);
            let name = workspace.shorten(&file).display().to_string();
            compared.add(&name, in_file);
        }
    }
    Ok(())
}

/// Looks at one source.
fn of_text(root: &Path, text: &str, compared: &mut Compared) {
    for (index, line) in text.lines().enumerate() {
        for path in paths(root, line) {
            let missing = !root.join(path).exists();
            compared.note(
                index + 1,
                missing.then(|| format!("there is no file `{path}`")),
            );
        }
    }
}

/// What in `text` looks like a file in a folder of `root`.
fn paths<'a>(root: &Path, text: &'a str) -> impl Iterator<Item = &'a str> {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let words = text.split(move |c| !is_path(c));
    words.map(|word| word.trim_end_matches('.')).filter(|word| {
        let (first, rest) = word.split_once('/').unwrap_or_default();
        let is_name = NAMES.iter().any(|ending| rest.ends_with(ending));
        is_name && !first.is_empty() && !first.starts_with('.') && root.join(first).is_dir()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_comment_or_a_message_names_is_there() {
        let folder = tempfile::tempdir().expect("there is room");
        for name in ["book", "shelf"] {
            fs::create_dir(folder.path().join(name)).expect("there is room");
            fs::write(folder.path().join(name).join("it.md"), "").expect("there is room");
        }
        let wrong = |text: &str| {
            let mut compared = Compared::default();
            of_text(folder.path(), text, &mut compared);
            (compared.count, compared.wrong)
        };
        let right = "// See shelf/it.md and book/it.md.\nlet it = \"(book/it.md)\";";
        assert_eq!(wrong(right), (3, vec![]));
        assert_eq!(wrong("// elsewhere/it.md or /w/shelf/no.rs"), (0, vec![]));
        let made_up = ["shelf", "no.rs"].join("/");
        let (count, found) = wrong(&format!("\n// {made_up}."));
        let expected = format!("2: there is no file `{made_up}`");
        assert_eq!((count, found), (1, vec![expected]));
    }
}
