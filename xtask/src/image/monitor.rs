//! QEMU's monitor, which takes pictures of the machine's screen.

use std::io::{BufRead, BufReader, Error, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

/// For how long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to it.
#[derive(Debug)]
pub(super) struct Monitor {
    stream: BufReader<UnixStream>,
}

impl Monitor {
    /// Connects to the one at `socket`.
    pub(super) fn connect(socket: &Path) -> Result<Self, Error> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let stream = BufReader::new(stream);
        let mut monitor = Self { stream };
        monitor.ask(&json!({ "execute": "qmp_capabilities" }))?;
        Ok(monitor)
    }

    /// Has it write a picture of the screen to `file`.
    pub(super) fn picture(&mut self, file: &Path) -> Result<(), Error> {
        let arguments = json!({ "filename": file });
        self.ask(&json!({ "execute": "screendump", "arguments": arguments }))
    }

    /// Asks, and waits for the answer; what else it says is left out.
    fn ask(&mut self, question: &Value) -> Result<(), Error> {
        let line = format!("{question}\n");
        self.stream.get_mut().write_all(line.as_bytes())?;
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(Error::other("QEMU's monitor has gone"));
            }
            let answer: Value = serde_json::from_str(&line)?;
            if let Some(error) = answer.get("error") {
                return Err(Error::other(format!("QEMU's monitor says {error}")));
            }
            if answer.get("return").is_some() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;
    use std::thread;

    /// What comes of a picture that is asked for at a monitor that says `lines`, after its
    /// greeting and its first answer.
    fn asked(lines: &'static str) -> Result<(), Error> {
        let directory = tempfile::tempdir().expect("is made");
        let socket = directory.path().join("socket");
        let listener = UnixListener::bind(&socket).expect("is bound");
        thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().expect("somebody comes");
                let begin = "{\"QMP\": {}}\n{\"return\": {}}\n";
                stream.write_all(begin.as_bytes()).expect("is heard");
                stream.write_all(lines.as_bytes()).expect("is heard");
                let mut questions = BufReader::new(stream).lines();
                let second = questions.nth(1).expect("comes").expect("is text");
                assert!(second.contains("\"filename\":\"a.ppm\""), "{second}");
            });
            Monitor::connect(&socket)?.picture(Path::new("a.ppm"))
        })
    }

    #[test]
    fn events_are_no_answers_and_errors_are_told() {
        assert!(asked("{\"event\": \"RESET\"}\n{\"return\": {}}\n").is_ok());
        let error = asked("{\"error\": {\"desc\": \"no console\"}}\n").expect_err("it is");
        assert!(error.to_string().contains("no console"), "{error}");
        assert!(asked("{\"event\": \"RESET\"}\nno json\n").is_err());
    }
}
