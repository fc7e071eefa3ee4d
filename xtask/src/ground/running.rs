//! One command at a time writes the results of a checkout.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process;

use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// The file that the running command holds locked. The system unlocks it when the
/// process ends, however it does, so what a dead one has left in it locks nobody out.
const NAME: &str = "running";

/// That this process is the one that writes results, until it is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    _locked: Option<File>,
}

impl Running {
    /// Takes the turn for `command`, unless another process has it. Where files cannot be
    /// locked nobody is refused.
    pub(crate) fn take(
        screen: &Screen,
        workspace: &Workspace,
        command: &str,
    ) -> Result<Self, Stop> {
        let path = workspace.results().join(NAME);
        match lock(&path, command) {
            Ok(Ok(locked)) => Ok(Self {
                _locked: Some(locked),
            }),
            Ok(Err(other)) => Err(Stop::Missing(format!(
                "{other} is running in this checkout, and both would write the results in {}\n\
                 Wait until it has ended, or work in another checkout",
                workspace.shorten(&workspace.results()).display()
            ))),
            Err(error) => {
                let path = path.display();
                screen.say(&format!(
                    "cannot lock {path}, so others may run here: {error}"
                ));
                Ok(Self { _locked: None })
            }
        }
    }
}

/// `path`, locked and with `command` in it; or what another process has left there that
/// holds it.
fn lock(path: &Path, command: &str) -> io::Result<Result<File, String>> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let open = || {
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
    };
    let mut file = open()?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0)?;
            write!(file, "`cargo xtask {command}` (process {})", process::id())?;
            Ok(Ok(file))
        }
        Err(TryLockError::WouldBlock) => {
            let mut other = String::new();
            file.read_to_string(&mut other)?;
            let named = Some(other).filter(|it| !it.is_empty());
            Ok(Err(named.unwrap_or_else(|| "another command".to_owned())))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_command_is_told_of_the_first_and_a_dead_one_is_forgotten() {
        let directory = tempfile::tempdir().expect("a directory");
        let workspace = Workspace::at("/w".into(), directory.path().into());
        let screen = Screen::new(false);
        let path = workspace.results().join(NAME);
        fs::create_dir_all(workspace.results()).expect("a directory");
        let dead = "`cargo xtask mutate` (process 4194305), and some more that it had to say";
        fs::write(&path, dead).expect("is written");
        let first = Running::take(&screen, &workspace, "check").expect("nobody holds it");
        let Err(Stop::Missing(text)) = Running::take(&screen, &workspace, "boot") else {
            panic!("both run")
        };
        let named = format!("`cargo xtask check` (process {}) is running", process::id());
        assert!(text.starts_with(&named), "{text}");
        drop(first);
        Running::take(&screen, &workspace, "boot").expect("the first has ended");
    }

    #[test]
    fn where_nothing_can_be_written_nobody_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let workspace = Workspace::at("/w".into(), file.path().into());
        let running = Running::take(&Screen::new(false), &workspace, "check");
        assert!(running.expect("goes on")._locked.is_none());
    }
}
