//! A child process that is read line by line, ends in time, and does not outlive us.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::process::ExitStatus;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use duct::{Expression, cmd};

/// How a child ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// By itself, with this status.
    Status(i32),
    /// By a signal, in the system's words.
    Signal(String),
    /// Stopped by us.
    TimeLimit(Duration),
}

impl Exit {
    /// Whether the child says that it succeeded.
    pub(crate) fn success(&self) -> bool {
        *self == Exit::Status(0)
    }

    /// Whether it was stopped because its time was up, by us or by whoever held it for us.
    pub(crate) fn timed_out(&self) -> bool {
        matches!(self, Exit::TimeLimit(_) | Exit::Status(TIMED_OUT))
    }

    fn of(status: ExitStatus) -> Self {
        match status.code() {
            Some(code) => Exit::Status(code),
            None => Exit::Signal(status.to_string()),
        }
    }
}

impl std::fmt::Display for Exit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Exit::Status(TIMED_OUT) => f.write_str("time limit"),
            Exit::Status(code) => write!(f, "exit status {code}"),
            Exit::Signal(signal) => f.write_str(signal),
            Exit::TimeLimit(limit) => {
                write!(f, "time limit {}", crate::ground::time::limit(*limit))
            }
        }
    }
}

/// A child that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    /// How.
    pub(crate) ending: Exit,
    /// What it wrote on standard error.
    pub(crate) stderr: String,
}

/// Runs `command` without standard input and hands each line of its standard
/// output to `line`, until it ends or `limit` has passed.
pub(crate) fn follow(
    command: &Expression,
    limit: Option<Duration>,
    mut line: impl FnMut(&str),
) -> io::Result<Finished> {
    let mut stderr = tempfile::tempfile()?;
    let reader = command
        .stdin_null()
        .stderr_file(stderr.try_clone()?)
        .unchecked()
        .reader()?;
    let expired = AtomicBool::new(false);
    let (ended, end) = mpsc::channel::<()>();
    thread::scope(|scope| {
        if let Some(limit) = limit {
            let (reader, expired) = (&reader, &expired);
            scope.spawn(move || {
                if end.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                    expired.store(true, Ordering::Relaxed);
                    // It fails only for a child that has just ended by itself.
                    let _ = reader.kill();
                }
            });
        }
        let read = each_line(&reader, &mut line);
        drop(ended);
        read
    })?;
    let status = reader.try_wait()?.map(|output| output.status);
    let ending = match (limit, status) {
        (Some(limit), _) if expired.load(Ordering::Relaxed) => Exit::TimeLimit(limit),
        (_, Some(status)) => Exit::of(status),
        (_, None) => return Err(io::Error::other("it closed its output but did not end")),
    };
    let mut text = Vec::new();
    stderr.rewind()?;
    stderr.read_to_end(&mut text)?;
    Ok(Finished {
        ending,
        stderr: String::from_utf8_lossy(&text).into_owned(),
    })
}

fn each_line(output: impl Read, line: &mut impl FnMut(&str)) -> io::Result<()> {
    let mut output = BufReader::new(output);
    let mut bytes = Vec::new();
    while output.read_until(b'\n', &mut bytes)? > 0 {
        line(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']));
        bytes.clear();
    }
    Ok(())
}

/// `program` with `args`, so started that it ends when this process does.
pub(crate) fn tied(
    program: impl Into<OsString>,
    args: impl IntoIterator<Item = OsString>,
) -> Expression {
    when_we_end(
        "KILL",
        std::iter::once(program.into()).chain(args).collect(),
    )
}

/// The status of [`tied_group`] at its limit, as `timeout` gives it.
const TIMED_OUT: i32 = 124;

/// `program` with `args`, so started that it and every process that it starts end
/// when this process does, or after `limit`. Without `timeout` there is no limit.
pub(crate) fn tied_group(
    limit: Duration,
    program: impl Into<OsString>,
    args: impl IntoIterator<Item = OsString>,
) -> Expression {
    let mut own = vec![program.into()];
    own.extend(args);
    if let Ok(timeout) = which::which("timeout") {
        let seconds = limit.as_secs().to_string();
        let timed = [timeout.into(), "--kill-after=5".into(), seconds.into()];
        own.splice(0..0, timed);
    }
    when_we_end("TERM", own)
}

/// Ctrl-C reaches the whole foreground process group anyway; for every other end of
/// this process Linux sends `signal` to a child that asked for it, which `setpriv` does.
fn when_we_end(signal: &str, mut command: Vec<OsString>) -> Expression {
    if cfg!(target_os = "linux")
        && let Ok(setpriv) = which::which("setpriv")
    {
        let tie = [
            setpriv.into(),
            "--pdeathsig".into(),
            signal.into(),
            "--".into(),
        ];
        command.splice(0..0, tie);
    }
    let args = command.split_off(1);
    cmd(command.remove(0), args)
}

/// The last `count` lines of `text` that are not blank.
pub(crate) fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn shell(script: &str) -> Expression {
        tied("sh", ["-c", script].map(OsString::from))
    }

    #[test]
    fn lines_status_and_stderr_arrive() {
        let mut lines = Vec::new();
        let command = shell(r"printf 'a\r\nb\nlast'; echo oops >&2; exit 3");
        let finished = follow(&command, None, |line| lines.push(line.to_owned())).expect("runs");
        assert_eq!(lines, ["a", "b", "last"]);
        assert_eq!(finished.ending, Exit::Status(3));
        assert_eq!(finished.stderr, "oops\n");
    }

    #[test]
    fn a_hung_child_is_stopped_and_its_lines_are_kept() {
        let mut lines = Vec::new();
        let limit = Duration::from_millis(300);
        let begin = Instant::now();
        let command = shell("echo before; exec sleep 60");
        let finished =
            follow(&command, Some(limit), |line| lines.push(line.to_owned())).expect("runs");
        assert_eq!(finished.ending, Exit::TimeLimit(limit));
        assert_eq!(lines, ["before"]);
        assert!(begin.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_child_that_ends_in_time_is_not_stopped() {
        let limit = Duration::from_secs(60);
        let begin = Instant::now();
        let finished = follow(&shell("exit 0"), Some(limit), |_| {}).expect("runs");
        assert!(finished.ending.success());
        assert!(begin.elapsed() < limit);
    }

    #[test]
    fn a_signal_is_not_an_exit_status() {
        let finished = follow(&shell("kill -ABRT $$"), None, |_| {}).expect("runs");
        let Exit::Signal(signal) = &finished.ending else {
            panic!("{:?}", finished.ending)
        };
        assert!(signal.contains("ABRT"), "{signal}");
        assert!(!finished.ending.success());
    }

    #[test]
    fn last_lines_skips_blank_ones() {
        assert_eq!(last_lines("a\nb\n\nc\n\n", 2), "b\nc");
        assert_eq!(last_lines("", 2), "");
    }
}
