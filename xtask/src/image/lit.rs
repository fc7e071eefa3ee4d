//! Boots on a machine without a serial port: what the kernel says is read from a picture of
//! the screen.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use latchwork_kernel_lib::protocol::{Provocation, UP, Word};

use crate::cli::Hardware;
use crate::ground::stop::Stop;
use crate::image::medium::Medium;
use crate::image::monitor::Monitor;
use crate::image::picture::Picture;
use crate::image::qemu::{Loader, Machine, Port};
use crate::image::serial::Serial;
use crate::setup::packages::QEMU;

/// The machine's CPUs.
const CPUS: u32 = 2;

/// How the report of a panic begins.
const PANIC: &str = "PANIC on CPU ";

/// The loaders that leave a screen of pixels on.
pub(crate) const LOADERS: [Loader; 2] = [Loader::Uefi, Loader::Grub];

/// For how long a screen is looked at on which the kernel must be read.
const LIMIT: Duration = Duration::from_secs(60);
/// For how long one is looked at on which it must not be: far longer than it runs.
const WATCHED: Duration = Duration::from_secs(6);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(200);

/// What must be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Must {
    /// That the kernel has done all it was asked for.
    Done,
    /// That a CPU has panicked, as it was asked to.
    Panic,
}

/// Boots `image` by each loader that leaves a screen on: what was read there, or why the
/// kernel's words were not. Then by one that leaves none, where they must not be read.
pub(crate) fn lit(image: &Path) -> Result<Result<String, String>, Stop> {
    let mut said = Vec::new();
    for (loader, must) in LOADERS
        .iter()
        .flat_map(|it| [(*it, Must::Done), (*it, Must::Panic)])
    {
        match look(image, loader, must, LIMIT)? {
            Ok(line) => said.push(format!("{}: {line}", loader.name())),
            Err(why) => return Ok(Err(why)),
        }
    }
    let dark = Loader::Qemu;
    if let Ok(line) = look(image, dark, Must::Done, WATCHED)? {
        let name = dark.name();
        return Ok(Err(format!(
            "`{line}` is read where {name} leaves no screen on"
        )));
    }
    Ok(Ok(said.join("; ")))
}

/// Boots `image` by `loader`, and looks at the screen until what must be there is or the
/// `limit` is over: the line that says so, or what was read instead.
fn look(
    image: &Path,
    loader: Loader,
    must: Must,
    limit: Duration,
) -> Result<Result<String, String>, Stop> {
    let cannot = |error| Stop::io(format_args!("cannot run {QEMU}"), &error);
    let words = must.words();
    let hardware = Hardware::usual(CPUS);
    let medium = Medium::make(loader, image, &words)?;
    let directory = tempfile::tempdir().map_err(cannot)?;
    let socket = directory.path().join("monitor");
    let machine = Machine {
        start: medium.start(),
        port: Port::Screen(&socket),
        kernel_args: &words,
        ..Machine::usual(image, &hardware)
    };
    let command = machine.command().stdin_null().stdout_null();
    let running = command.stderr_capture().unchecked().start();
    let running = running.map_err(cannot)?;
    let begin = Instant::now();
    let mut monitor = None;
    let mut read = Err("the machine has no monitor".to_owned());
    while read.is_err() && begin.elapsed() < limit {
        if let Some(ended) = running.try_wait().map_err(cannot)? {
            let said = String::from_utf8_lossy(&ended.stderr);
            return Ok(Err(format!("QEMU has ended: {}", said.trim())));
        }
        thread::sleep(PAUSE);
        if monitor.is_none() {
            monitor = Monitor::connect(&socket).ok();
        }
        if let Some(monitor) = &mut monitor {
            read = screen(monitor, &directory.path().join("screen.ppm"))
                .and_then(|rows| must.judge(&rows));
        }
    }
    running.kill().map_err(cannot)?;
    Ok(read.map_err(|why| format!("started by {}: {why}", loader.name())))
}

/// The rows of text on the screen.
fn screen(monitor: &mut Monitor, file: &Path) -> Result<Vec<String>, String> {
    let written = monitor.picture(file).and_then(|()| fs::read(file));
    let written = written.map_err(|error| error.to_string())?;
    let picture = Picture::parse(&written).ok_or("the picture is not whole")?;
    Ok(picture.text())
}

impl Must {
    /// The kernel's command line.
    fn words(self) -> Vec<String> {
        let words = match self {
            Must::Done => &[Word::TestsOff, Word::CurveOff][..],
            Must::Panic => &[Word::Provoke(Provocation::Panic)],
        };
        words.iter().map(Word::to_string).collect()
    }

    /// The line that says so; or what is on the screen instead.
    fn judge(self, rows: &[String]) -> Result<String, String> {
        let mut serial = Serial::default();
        for row in rows {
            serial.line(row);
        }
        let (words, right) = match self {
            Must::Done => {
                let all = serial.cpus == Some(CPUS as usize);
                (UP, all && serial.done == Some(0))
            }
            Must::Panic => (PANIC, serial.text().contains(UP)),
        };
        let line = rows.iter().find(|row| row.contains(words));
        line.filter(|_| right).cloned().ok_or_else(|| {
            let written = rows.iter().filter(|row| !row.is_empty());
            let written: Vec<&str> = written.map(String::as_str).collect();
            format!("the screen shows\n{}", written.join("\n"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::serial::tests::good;
    use latchwork_kernel_lib::protocol::MARK;

    /// A screen with what a kernel on so many CPUs says that does all.
    fn rows(cpus: usize) -> Vec<String> {
        let records = good(cpus);
        let json = |record| serde_json::to_string(record).expect("serializes");
        let records = records.iter().map(|it| format!("{MARK}{}", json(it)));
        let mut rows = vec![format!("latchwork, {UP}: {cpus}"), String::new()];
        rows.extend(records);
        rows
    }

    #[test]
    fn a_screen_is_right_if_all_that_must_be_there_is() {
        let judge = |rows: &[String]| Must::Done.judge(rows);
        assert_eq!(judge(&rows(2)), Ok(format!("latchwork, {UP}: 2")));
        for missing in [0, 2, 6] {
            let mut rows = rows(2);
            rows.remove(missing);
            assert!(judge(&rows).is_err(), "without {missing}");
        }
        assert!(judge(&rows(3)).is_err());
        assert!(judge(&[]).is_err());
    }

    #[test]
    fn a_panic_must_be_on_the_screen_after_the_machine_was_up() {
        let judge = |rows: &[String]| Must::Panic.judge(rows);
        let panic = format!("{PANIC}1: as it was asked to");
        let mut rows = rows(2);
        assert!(judge(&rows).is_err());
        rows.push(panic.clone());
        assert_eq!(judge(&rows), Ok(panic.clone()));
        assert!(judge(&[panic]).is_err());
    }
}
