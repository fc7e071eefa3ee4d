//! `cargo xtask check --replay FILE`: an execution that failed, once more.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use latchwork_suite::report::{SavedFailure, Unsaved, Verdict};

use crate::ground::child::{Exit, Finished, last_lines};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::programs::Kind;

/// The longest first line that a saved failure may have.
const HEADER: u64 = 64 * 1024;

/// Runs the command; `Fail` if the execution fails again.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    file: &Path,
) -> Result<Verdict, Stop> {
    let (header, kind) = header(file)?;
    let file = std::path::absolute(file)
        .map_err(|error| Stop::io(format_args!("cannot find {}", file.display()), &error))?;
    let program = kind.build(screen, workspace)?;
    let finished = program.replay(&header.id, &file, |line| screen.print(line))?;
    ended(&finished, &file)
}

/// What it means that the program ended so.
fn ended(finished: &Finished, file: &Path) -> Result<Verdict, Stop> {
    match &finished.ending {
        Exit::Status(0) => Ok(Verdict::Pass),
        Exit::Status(1) => Ok(Verdict::Fail),
        ending => {
            let said = last_lines(&finished.stderr, 12);
            let text = format!("cannot replay {} ({ending})\n{said}", file.display());
            let text = text.trim_end().to_owned();
            Err(if *ending == Exit::Status(2) {
                Stop::Missing(text)
            } else {
                Stop::Failed(text)
            })
        }
    }
}

/// The header of `file`, and the program that wrote the rest.
fn header(file: &Path) -> Result<(SavedFailure, Kind), Stop> {
    let name = file.display();
    let line =
        first_line(file).map_err(|error| Stop::io(format_args!("cannot read {name}"), &error))?;
    let saved = SavedFailure::read(&line).map_err(|why| {
        let what_to_do = match &why {
            Unsaved::Foreign(_) => "Saved failures are in target/latchwork/failures/; a failed \
                 check names its own"
                .to_owned(),
            Unsaved::Version { id, .. } => {
                format!("Run `cargo xtask check {id}` to save it anew, if it still fails")
            }
        };
        Stop::Missing(format!("{name} {why}.\n{what_to_do}"))
    })?;
    match Kind::named(&saved.checker) {
        Some(kind) => Ok((saved, kind)),
        None => Err(Stop::Missing(format!(
            "{name} is of `{}`, which saves no failures",
            saved.checker
        ))),
    }
}

fn first_line(file: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    BufReader::new(io::Read::take(File::open(file)?, HEADER)).read_until(b'\n', &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn of(content: &[u8]) -> Result<(SavedFailure, Kind), Stop> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(content).expect("writes");
        header(file.path())
    }

    #[test]
    fn the_first_line_names_check_and_program() {
        let (header, kind) =
            of(b"{\"id\":\"a/b/3x2\",\"checker\":\"shuttle\",\"version\":2}\n\xff\x00opaque")
                .expect("a saved failure");
        assert_eq!((header.id.as_str(), kind.name), ("a/b/3x2", "shuttle"));
    }

    #[test]
    fn what_is_no_saved_failure_is_refused() {
        for (content, why) in [
            (&b""[..], "not a saved failure"),
            (b"\xff\xfe\n", "not a saved failure"),
            (b"{\"id\":\"a\"}\n", "not a saved failure"),
            (
                b"{\"id\":\"a\",\"checker\":\"shuttle\",\"version\":1}\n",
                "version 1",
            ),
            (
                b"{\"id\":\"a\",\"checker\":\"kani\",\"version\":2}\n",
                "`kani`",
            ),
        ] {
            let Err(Stop::Missing(text)) = of(content) else {
                panic!("accepted: {content:?}")
            };
            assert!(text.contains(why), "{text}");
        }
    }

    #[test]
    fn the_programs_status_decides_and_a_crash_is_no_verdict() {
        let ended = |ending| {
            let stderr = "said last\n".to_owned();
            ended(&Finished { ending, stderr }, Path::new("a.schedule"))
        };
        let status = |status| ended(Exit::Status(status));
        assert!(matches!(status(0), Ok(Verdict::Pass)));
        assert!(matches!(status(1), Ok(Verdict::Fail)));
        assert!(matches!(status(2), Err(Stop::Missing(text)) if text.ends_with("said last")));
        assert!(matches!(status(101), Err(Stop::Failed(_))));
        let signal = ended(Exit::Signal("SIGABRT".into()));
        assert!(matches!(signal, Err(Stop::Failed(text)) if text.contains("SIGABRT")));
    }

    #[test]
    fn a_missing_file_is_named() {
        let Err(Stop::Missing(text)) = header(Path::new("no/such.schedule")) else {
            panic!("it does not exist")
        };
        assert!(text.contains("no/such.schedule"), "{text}");
    }
}
