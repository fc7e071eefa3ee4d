//! `cargo xtask boot`: the image in QEMU.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use latchwork_kernel_lib::boot::Text;
use latchwork_kernel_lib::protocol::{CommandLine, Outcome, Word};
use latchwork_suite::report::Verdict;

use crate::cli::{Accel, BootArgs, Hardware, Profile};
use crate::ground::cargo::{Beside, Build};
use crate::ground::child::{self, Exit};
use crate::ground::output::{line, prose};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table::{Table, number, print, table, verdict};
use crate::ground::time;
use crate::ground::workspace::Workspace;
use crate::image::medium::Medium;
use crate::image::qemu::{self, Loader, Machine};
use crate::image::report::BootReport;
use crate::image::serial::{Serial, cpu_count};
use crate::image::verdict::{Expected, complaints, not_run, silent};
use crate::image::{contention, curve};
use crate::setup::consent::Consent;
use crate::setup::packages::{self, Emulator, Tool};
use crate::setup::toolchain::{self, IMAGE_TARGET};

/// The package of the image.
pub(crate) const PACKAGE: &str = "latchwork-kernel";

/// A boot to make.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// What the machine is made of.
    pub(crate) hardware: Hardware,
    /// What brings the kernel into memory.
    pub(crate) loader: Loader,
    /// The one core of the host that they share; each takes what it gets if it is none.
    pub(crate) core: Option<String>,
    /// What executes the guest's instructions.
    pub(crate) accel: Accel,
    /// Whether the clock counts instructions.
    pub(crate) counting: bool,
    /// The image's cargo profile.
    pub(crate) profile: Profile,
    /// When the machine counts as hung; none if it waits for a debugger.
    pub(crate) limit: Option<Duration>,
    /// The kernel's command line.
    pub(crate) kernel_args: Vec<String>,
    /// Who types, if anybody does.
    pub(crate) typist: Option<Typist>,
}

/// Somebody at the serial port.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typist {
    /// After this line.
    pub(crate) after: &'static str,
    /// What is typed.
    pub(crate) keys: &'static str,
}

impl Plan {
    /// A quick boot of `profile` on `cpus` CPUs, with the usual limit.
    pub(crate) fn new(cpus: u32, profile: Profile) -> Self {
        let limit = Some(Duration::from_secs(60));
        Self {
            hardware: Hardware::usual(cpus),
            loader: Loader::Qemu,
            core: None,
            accel: Accel::Tcg,
            counting: false,
            profile,
            limit,
            kernel_args: Vec::new(),
            typist: None,
        }
    }
}

/// A boot that has been made.
#[derive(Debug)]
pub(crate) struct Boot {
    /// The entry of `boot.json`.
    pub(crate) report: BootReport,
    /// How QEMU ended.
    pub(crate) ending: Exit,
    /// What the machine said.
    pub(crate) serial: Serial,
    /// What QEMU said.
    qemu: String,
}

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &BootArgs,
) -> Result<Verdict, Stop> {
    set_up(screen, Consent::new(args.yes), args.accel)?;
    let (features, words) = match args.stats {
        true => (&["stats"][..], vec![Word::Statistics.to_string()]),
        false => (&[][..], Vec::new()),
    };
    let loader = match (args.iso, args.uefi) {
        (true, _) => Loader::Grub,
        (false, true) => Loader::Uefi,
        (false, false) => Loader::Qemu,
    };
    if let Some(tool) = loader.tool() {
        packages::tool(screen, Consent::new(args.yes), tool)?;
    }
    let image = build_with(screen, workspace, args.profile, features)?;
    let limit = (!args.gdb).then(|| Duration::from_secs(args.timeout));
    let plan = Plan {
        accel: args.accel,
        limit,
        kernel_args: [words, args.kernel_args.clone()].concat(),
        hardware: args.hardware.clone(),
        loader,
        ..Plan::new(1, args.profile)
    };
    for round in 1..=args.repeat {
        // Many boots are worth a line each.
        let stream = args.repeat == 1 || screen.verbose();
        let boot = plan.run(screen, &image, stream)?;
        // What cannot be written is shown all the same.
        let written = results::write(workspace, "boot.json", &boot.report);
        if args.repeat > 1 {
            let seconds = time::show(boot.report.seconds);
            let word = if boot.report.result == Verdict::Pass {
                "pass"
            } else {
                "FAIL"
            };
            screen.print(&format!(
                "boot {round} of {}: {word}, {seconds}",
                args.repeat
            ));
        }
        if boot.report.result == Verdict::Fail {
            // What has just been streamed is not repeated, unless nothing followed it.
            let why = if stream && !boot.hangs() {
                boot.why()
            } else {
                boot.explain()
            };
            let refused = [Outcome::BadCommandLine, Outcome::Unfit];
            let refused = refused.map(|it| Exit::Status(it.status()));
            if refused.contains(&boot.ending) || boot.no_machine().is_some() {
                return Err(Stop::Missing(why));
            }
            anstream::eprintln!("\n{why}");
            written?;
            return Ok(Verdict::Fail);
        }
        if round == args.repeat {
            report(&boot.report);
        }
        written?;
    }
    Ok(Verdict::Pass)
}

/// Sees to it that the image can be built and booted.
pub(crate) fn set_up(screen: &Screen, consent: Consent, accel: Accel) -> Result<(), Stop> {
    if accel == Accel::Kvm {
        qemu::kvm()?;
    }
    toolchain::target(screen, IMAGE_TARGET)?;
    packages::tool(screen, consent, Tool::Emulator(Emulator::X86))
}

/// Builds the image.
pub(crate) fn build(
    screen: &Screen,
    workspace: &Workspace,
    profile: Profile,
) -> Result<PathBuf, Stop> {
    build_with(screen, workspace, profile, &[])
}

/// Builds the image with these features.
fn build_with(
    screen: &Screen,
    workspace: &Workspace,
    profile: Profile,
    features: &[&str],
) -> Result<PathBuf, Stop> {
    let target = Some(IMAGE_TARGET);
    Build {
        package: PACKAGE,
        beside: Beside::Nothing,
        features,
        profile: profile.name(),
        target,
        cfg: None,
    }
    .run(screen, workspace)
}

impl Plan {
    /// Whether self-tests must run. A command line that the kernel does not understand
    /// excuses it from none.
    fn asks_for_self_tests(&self) -> bool {
        let text = self.kernel_args.join(" ");
        CommandLine::parse(&text).map_or(true, |line| line.options.self_tests)
    }

    /// A loader has no room for more words, and may not say so.
    fn fits_the_loader(&self) -> Result<(), Stop> {
        let length = self.kernel_args.join(" ").len();
        if length <= Text::CAPACITY {
            return Ok(());
        }
        Err(Stop::Missing(format!(
            "the kernel command line has {length} bytes, and loaders have room for {}",
            Text::CAPACITY
        )))
    }

    /// Boots `image`; what it says is shown if `stream`.
    pub(crate) fn run(&self, screen: &Screen, image: &Path, stream: bool) -> Result<Boot, Stop> {
        self.fits_the_loader()?;
        let medium = Medium::make(self.loader, image, &self.kernel_args)?;
        let machine = Machine {
            start: medium.start(),
            core: self.core.as_deref(),
            accel: self.accel,
            counting: self.counting,
            gdb: self.limit.is_none(),
            kernel_args: &self.kernel_args,
            ..Machine::usual(image, &self.hardware)
        };
        if machine.gdb {
            screen.print(&format!("waiting for a debugger: {}", machine.debugger()));
        }
        let begin = Instant::now();
        let spinner = screen.spinner(&format!(
            "booting on {}",
            cpu_count(self.hardware.cpus.count() as usize)
        ));
        let mut serial = Serial::default();
        let cannot = |error| Stop::io(format_args!("cannot run {}", packages::QEMU), &error);
        let (port, mut hand) = io::pipe().map_err(cannot)?;
        let mut command = machine.command();
        if self.typist.is_some() {
            command = command.stdin_file(port);
        }
        let finished = child::follow(&command, self.limit, |line| {
            if let Some(typist) = self.typist
                && typist.after == line
            {
                // It fails only where QEMU has just ended.
                let _ = hand.write_all(typist.keys.as_bytes());
            }
            let Some(shown) = serial.line(line) else {
                return;
            };
            if stream {
                screen.print(&shown);
            }
            spinner.set_message(shown);
        })
        .map_err(cannot)?;
        drop(spinner);
        let seconds = begin.elapsed().as_secs_f64();
        let ending = finished.ending;
        let expected = Expected {
            cpus: self.hardware.cpus.count(),
            self_tests: self.asks_for_self_tests(),
        };
        let mut wrong = complaints(&ending, &serial, expected);
        if expected.self_tests && wrong.is_empty() {
            wrong = [not_run(&serial), silent(&serial)].concat();
        }
        let report = BootReport::new(&machine, self.profile, &ending, seconds, &serial, wrong);
        Ok(Boot {
            report,
            ending,
            serial,
            qemu: finished.stderr,
        })
    }
}

impl Boot {
    /// Why it failed, and what was said last.
    pub(crate) fn explain(&self) -> String {
        let lines: Vec<&str> = self.serial.tail().collect();
        format!(
            "{}\nthe last lines of the serial port:\n  {}",
            self.why(),
            lines.join("\n  ")
        )
    }

    fn why(&self) -> String {
        let cpus = cpu_count(self.report.cpus as usize);
        let mut text = format!("the boot on {cpus} failed:");
        for complaint in &self.report.complaints {
            text += &format!("\n  {complaint}");
        }
        if !self.qemu.trim().is_empty() {
            text += &format!("\nQEMU said:\n  {}", self.qemu.trim());
        }
        text
    }

    /// Why there was no machine to boot on, if there was none.
    pub(crate) fn no_machine(&self) -> Option<&str> {
        qemu::cannot(&self.ending, &self.qemu)
    }

    fn hangs(&self) -> bool {
        matches!(self.ending, Exit::TimeLimit(_))
    }
}

/// Prints the self-tests, the curve and what the locks have counted, each after a blank line.
pub(crate) fn report(report: &BootReport) {
    let tests = self_tests(report);
    if !tests.is_empty() {
        line("");
        print(&tests);
    }
    if !report.curve.is_empty() {
        line("");
        print(&curve::curve(report));
        if let Some(caution) = curve::caution(report) {
            prose(caution);
        }
    }
    if !report.statistics.is_empty() {
        line("");
        print(&contention::table(report));
        prose(contention::EXPLANATION);
    }
}

/// The self-tests as a table.
fn self_tests(report: &BootReport) -> Table {
    let mut tests = table(&["self-test", "time", "result", ""]).wrapping(&[""]);
    for test in &report.tests {
        let seconds = test.seconds.map_or_else(|| "–".to_owned(), time::show);
        tests.row([
            test.name.as_str().into(),
            number(seconds),
            verdict(test.result),
            test.saw.as_str().into(),
        ]);
    }
    tests
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::ground::table::tests::fits_every_terminal;
    use crate::image::report::tests::report;
    use crate::image::serial::SelfTest;
    use crate::image::serial::tests::{good, heard};

    /// A boot on which nothing was wrong.
    pub(crate) fn went_well() -> Boot {
        ended(Outcome::Passed, heard(&good(2)), Verdict::Pass)
    }

    /// A boot on which the kernel said `words`, and refused to run.
    pub(crate) fn refused(words: &str) -> Boot {
        let mut serial = Serial::default();
        serial.line(words);
        ended(Outcome::Unfit, serial, Verdict::Fail)
    }

    fn ended(outcome: Outcome, serial: Serial, result: Verdict) -> Boot {
        let ending = Exit::Status(outcome.status());
        Boot {
            report: BootReport {
                result,
                ..report(2, 2, &ending)
            },
            ending,
            serial,
            qemu: String::new(),
        }
    }

    #[test]
    fn a_command_line_must_fit_the_loader() {
        let of = |words: usize| Plan {
            kernel_args: vec!["1".into(); words],
            ..Plan::new(1, Profile::Release)
        };
        // Each is one byte, and a blank.
        let most = Text::CAPACITY.div_ceil(2);
        assert!(of(most).fits_the_loader().is_ok());
        let refused = of(most + 1).fits_the_loader();
        assert!(matches!(refused, Err(Stop::Missing(why)) if why.contains("4097")));
    }

    #[test]
    fn what_a_self_test_saw_is_read_on_any_terminal() {
        let mut boot = report(4, 2, &Exit::Status(35));
        boot.tests = vec![SelfTest {
            name: "McsLock: mutual exclusion".into(),
            seconds: Some(0.25),
            result: Verdict::Fail,
            saw: "CPU 3 saw 41 where 42 was to be seen, and CPU 1 was inside at that time".into(),
        }];
        fits_every_terminal(&self_tests(&boot));
    }
}
