//! `cargo xtask check --replay FILE`: a schedule that failed, once more.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use latchwork_suite::report::Verdict;
use serde::Deserialize;

use crate::child::{Ending, last_lines};
use crate::programs::Kind;
use crate::screen::Screen;
use crate::stop::Stop;
use crate::workspace::Workspace;

/// The version of the files that this reads.
const VERSION: u32 = 1;

/// The longest first line that a saved schedule may have.
const HEADER: u64 = 64 * 1024;

/// The first line of a saved schedule; the rest is the checker's own.
#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Header {
    id: String,
    checker: String,
    version: u32,
}

/// Runs the command; `Fail` if the schedule fails again.
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
    match finished.ending {
        Ending::Exit(0) => Ok(Verdict::Pass),
        Ending::Exit(1) => Ok(Verdict::Fail),
        ending => {
            let said = last_lines(&finished.stderr, 12);
            let text = format!("cannot replay {} ({ending})\n{said}", file.display());
            let text = text.trim_end().to_owned();
            Err(if ending == Ending::Exit(2) {
                Stop::Missing(text)
            } else {
                Stop::Failed(text)
            })
        }
    }
}

/// The header of `file`, and the program that wrote the rest.
fn header(file: &Path) -> Result<(Header, Kind), Stop> {
    let name = file.display();
    let line =
        first_line(file).map_err(|error| Stop::io(format_args!("cannot read {name}"), &error))?;
    let header: Header = serde_json::from_str(&line).map_err(|_| {
        Stop::Missing(format!(
            "{name} is not a saved schedule: its first line is not a header.\n\
             Saved schedules are in target/latchwork/failures/; a failed check names its own"
        ))
    })?;
    if header.version != VERSION {
        let version = header.version;
        return Err(Stop::Missing(format!(
            "{name} has version {version} of the format; only {VERSION} can be replayed.\n\
             Run `cargo xtask check {}` to save the schedule anew",
            header.id
        )));
    }
    match Kind::named(&header.checker) {
        Some(kind) => Ok((header, kind)),
        None => Err(Stop::Missing(format!(
            "{name} is of `{}`, which saves no schedules",
            header.checker
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

    fn of(content: &[u8]) -> Result<(Header, Kind), Stop> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(content).expect("writes");
        header(file.path())
    }

    #[test]
    fn the_first_line_names_check_and_program() {
        let (header, kind) =
            of(b"{\"id\":\"a/b/3x2\",\"checker\":\"shuttle\",\"version\":1}\n\xff\x00opaque")
                .expect("a saved schedule");
        assert_eq!((header.id.as_str(), kind.name), ("a/b/3x2", "shuttle"));
    }

    #[test]
    fn what_is_no_saved_schedule_is_refused() {
        for (content, why) in [
            (&b""[..], "not a saved schedule"),
            (b"\xff\xfe\n", "not a saved schedule"),
            (b"{\"id\":\"a\"}\n", "not a saved schedule"),
            (
                b"{\"id\":\"a\",\"checker\":\"shuttle\",\"version\":2}\n",
                "version 2",
            ),
            (
                b"{\"id\":\"a\",\"checker\":\"kani\",\"version\":1}\n",
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
    fn a_missing_file_is_named() {
        let Err(Stop::Missing(text)) = header(Path::new("no/such.schedule")) else {
            panic!("it does not exist")
        };
        assert!(text.contains("no/such.schedule"), "{text}");
    }
}
