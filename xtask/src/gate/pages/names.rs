//! Files and checks that a sentence names are there.

use super::checks::Checks;
use super::compared::Compared;
use super::page::Page;
use crate::ground::workspace::Workspace;

/// What stands for any part of a check's id.
const ANY: char = '…';

pub(super) fn compare(
    workspace: &Workspace,
    page: &Page,
    checks: Option<Checks>,
    compared: &mut Compared,
) {
    for (line, code) in &page.markdown.codes {
        if names_file(workspace, code) {
            let path = code.split(':').next().unwrap_or(code);
            let missing = !workspace.root().join(path).exists();
            compared.note(*line, missing.then(|| format!("there is no file `{path}`")));
        } else if let Some(checks) = checks
            && names_check(checks, code)
        {
            let missing = !checks.all().any(|it| matches(code, &it.id));
            compared.note(
                *line,
                missing.then(|| format!("there is no check `{code}`")),
            );
        }
    }
}

/// Whether `code` is a path that begins with a folder of the workspace.
fn names_file(workspace: &Workspace, code: &str) -> bool {
    let is_path = |c: char| c.is_alphanumeric() || "/._-:".contains(c);
    let first = code.split('/').next().unwrap_or_default();
    code.contains('/')
        && code.chars().all(is_path)
        && !first.is_empty()
        && first != "target"
        && workspace.root().join(first).is_dir()
}

/// Whether `code` is the id of a check: its first part is an object's name.
fn names_check(checks: Checks, code: &str) -> bool {
    let object = code.split_once('/').map(|(object, _)| object);
    let mut objects = checks.all().map(|it| it.object.as_str());
    objects.any(|it| Some(it) == object)
}

/// Whether `id` is `pattern`, in which [`ANY`] stands for anything.
fn matches(pattern: &str, id: &str) -> bool {
    let mut parts = pattern.split(ANY);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = id.strip_prefix(first) else {
        return false;
    };
    for part in parts {
        match rest.rfind(part) {
            Some(place) => rest = &rest[place + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn dots_stand_for_any_part_of_an_id() {
        assert!(matches("A/lock/2x2", "A/lock/2x2"));
        assert!(matches("A/lock/…/wait", "A/lock/4x3/wait"));
        assert!(matches("A/…", "A/lock/4x3/wait"));
        assert!(!matches("A/lock/…/wait", "A/lock/4x3"));
        assert!(!matches("A/lock", "A/lock/4x3"));
    }
}
