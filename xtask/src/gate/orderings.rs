//! Every memory ordering in the primitives has a comment beside it.

use std::fs;

use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::{PRIMITIVES, Workspace};

/// The orderings.
const ORDERINGS: [&str; 5] = ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"];

/// What an ordering is given to.
const ACCESSES: [&str; 9] = [
    ".load(",
    ".store(",
    ".swap(",
    ".fetch_",
    ".compare_exchange",
    ".wait_until",
    ".wait_in_line",
    ".wait_briefly",
    "fence(",
];

/// An access begins so many lines above its ordering at most.
const ACCESS: usize = 3;

/// The comment stands on the line of the ordering, or so many above it at most.
const COMMENT: usize = 4;

/// The orderings without a comment in the sources and tests of the primitives.
pub(crate) fn violations(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    let mut wrong = Vec::new();
    for package in workspace.packages_under(PRIMITIVES) {
        for file in sources::files(package.directory(), &["rs"])? {
            let text = fs::read_to_string(&file).map_err(|error| {
                Stop::io(format_args!("cannot read {}", file.display()), &error)
            })?;
            let name = workspace.shorten(&file).display();
            let lines = uncommented(&text).into_iter();
            wrong.extend(lines.map(|line| {
                format!(
                    "{name}:{line}: a memory ordering without a comment\n  Say in the {COMMENT} \
                     lines above which access it pairs with, and what breaks without it"
                )
            }));
        }
    }
    Ok(wrong)
}

/// The lines of `text`, from 1, with an ordering and without a comment near.
fn uncommented(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let lacks = |&index: &usize| {
        let near = |above: usize| lines[index.saturating_sub(above)..=index].iter();
        let in_access = near(ACCESS).any(|line| ACCESSES.iter().any(|it| code(line).contains(it)));
        names_ordering(&code(lines[index]))
            && in_access
            && !near(COMMENT).any(|line| line.contains("//"))
    };
    let wrong = (0..lines.len()).filter(lacks);
    wrong.map(|index| index + 1).collect()
}

/// Whether `code` gives an ordering to something. `LockEvent::Release` is none.
fn names_ordering(code: &str) -> bool {
    ORDERINGS.iter().any(|ordering| {
        code.match_indices(ordering).any(|(place, _)| {
            let (before, after) = (&code[..place], &code[place + ordering.len()..]);
            let is_name = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            !is_name && !before.ends_with("LockEvent::") && after.starts_with([',', ')'])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordering_without_a_comment_is_found() {
        for access in [
            "x.load(Relaxed)",
            "x.store(1, Ordering::Release)",
            "x.swap(1, AcqRel)",
            "x.fetch_add(1, Acquire)",
            "x.compare_exchange(0, 1, SeqCst, Relaxed)",
            "x.wait_until::<R>(Acquire, |it| it)",
            "x.wait_in_line::<R>(Acquire, |it| it, |_| 1)",
            "x.wait_briefly::<R>(Acquire, |it| it, 1)",
            "fence(SeqCst)",
            "x\n.compare_exchange(\n0,\n1, Acquire)",
        ] {
            let last = access.lines().count();
            assert_eq!(uncommented(access), [last], "{access}");
            let far = format!("// Why.\n1;\n2;\n3;\n4;\n{access}");
            assert_eq!(uncommented(&far), [last + 5], "{far}");
            let near = format!("// Why.\n{access}");
            assert_eq!(uncommented(&near), [0; 0], "{near}");
        }
        assert_eq!(uncommented("x.load(Relaxed); // Relaxed: why."), [0; 0]);
    }

    #[test]
    fn what_is_no_ordering_of_an_access_needs_no_comment() {
        for fine in [
            "use Ordering::{Acquire, Release};",
            "log.append(LockEvent::Release);\nx.load(1)",
            "let a = (Relaxed, 1);",
            "x.load(RelaxedTicket)",
        ] {
            assert_eq!(uncommented(fine), [0; 0], "{fine}");
        }
    }
}
