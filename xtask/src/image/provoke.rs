//! Boots that must fail: a boot check that cannot fail is worth nothing.

use std::fmt::{self, Display, Formatter};
use std::num::NonZeroU64;
use std::path::Path;
use std::time::Duration;

use latchwork_kernel_lib::protocol::{CpuFeature, Outcome, Provocation, UP, Word};
use latchwork_suite::report::Verdict;

use crate::cli::{Hardware, Profile};
use crate::ground::child::Exit;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::image::boot::{Boot, Plan};
use crate::image::report::PointReport;

/// For how many seconds a CPU may not get on where a failure is provoked: that it must be
/// noticed takes no longer.
const WATCH: NonZeroU64 = NonZeroU64::new(2).unwrap();

/// How a provoked failure ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The kernel notices, says all these words, and ends the machine so.
    Reported(Outcome, &'static [&'static str]),
    /// The kernel notices nothing; whoever reads what it says complains in these words.
    Read(&'static str),
    /// The processor gives up and resets.
    Reset,
    /// Never, and the last line has these words.
    Hang(&'static str),
}

/// What the watchdog says of a CPU that waits for a lock that it holds: who waits where, who
/// holds the lock since where, and who called whom.
const DEADLOCK: &[&str] = &[
    "cpu 1 waits for itself\n",
    "watchdog: cpu 1 does not get on, with interrupts off",
    "cpu 1 waits at kernel/src/provoke.rs:",
    "which cpu 1 holds since kernel/src/provoke.rs:",
    "\nbacktrace:\n",
    "\nresolve with: ",
];

const fn crashed(words: &'static [&'static str]) -> End {
    End::Reported(Outcome::Crashed, words)
}

/// How `provocation` must end.
fn end(provocation: Provocation) -> End {
    match provocation {
        Provocation::Panic => crashed(&["panic"]),
        Provocation::PageFault => crashed(&["page fault"]),
        Provocation::Divide => crashed(&["divide"]),
        Provocation::DoubleFault => crashed(&["double fault"]),
        Provocation::UnexpectedInterrupt => crashed(&["vector 128 (0x80)"]),
        Provocation::PanicAmongSpinners => crashed(&[
            "half a line\npanic on cpu 1: all other cpus spin with interrupts off\n  at ",
            "\nbacktrace:\n",
            "\nresolve with: ",
        ]),
        Provocation::TornLines => End::Read("the lines of CPU 1 did not arrive whole"),
        Provocation::TripleFault => End::Reset,
        Provocation::HandlerDeadlock | Provocation::SelfDeadlock => {
            End::Reported(Outcome::Stuck, DEADLOCK)
        }
        Provocation::Hang => End::Hang("hangs"),
    }
}

/// The boot that must fail.
pub(crate) fn plan(provocation: Provocation) -> Plan {
    let seconds = match end(provocation) {
        End::Hang(_) => 10,
        End::Reported(..) | End::Read(_) | End::Reset => 60,
    };
    Plan {
        limit: Some(Duration::from_secs(seconds)),
        kernel_args: [Word::Watchdog(WATCH), Word::Provoke(provocation)]
            .map(|word| word.to_string())
            .to_vec(),
        ..Plan::new(2, Profile::Release)
    }
}

/// How `boot` failed, if it did so in the way that was provoked; otherwise what
/// happened instead.
pub(crate) fn judge(provocation: Provocation, boot: &Boot) -> Result<String, String> {
    let end = end(provocation);
    let reached = boot.serial.text().contains(UP);
    let complaints = match end {
        End::Read(words) => read(words, &boot.ending, &boot.report.complaints).cloned(),
        end => {
            came(end, &boot.ending, boot.serial.text()).then(|| boot.report.complaints.join("; "))
        }
    };
    if boot.report.result == Verdict::Fail
        && reached
        && let Some(complaints) = complaints
    {
        return Ok(complaints);
    }
    let early = if reached {
        ""
    } else {
        " before the machine was up"
    };
    Err(format!(
        "`{}` must end as {end:?}, but QEMU ended with {}{early}\n{}",
        Word::Provoke(provocation),
        boot.ending,
        boot.explain(),
    ))
}

/// The complaint in these words, if the kernel itself was content.
fn read<'a>(words: &str, ending: &Exit, complaints: &'a [String]) -> Option<&'a String> {
    let content = *ending == Exit::Status(Outcome::Passed.status());
    let complaint = complaints.iter().find(|it| it.contains(words));
    complaint.filter(|_| content)
}

fn came(end: End, ending: &Exit, text: &str) -> bool {
    match (end, ending) {
        (End::Reported(outcome, words), &Exit::Status(status)) => {
            let text = text.to_lowercase();
            status == outcome.status() && words.iter().all(|it| text.contains(it))
        }
        (End::Reset, ending) => *ending == Exit::Status(0),
        (End::Hang(words), ending) => {
            let last = text.lines().last().unwrap_or_default();
            matches!(ending, Exit::TimeLimit(_)) && last.contains(words)
        }
        (End::Reported(..) | End::Read(_), _) => false,
    }
}

/// MiB of RAM that are too few for the image.
const TOO_FEW: u32 = 2;
/// CPUs, and MiB of RAM that are too few for their stacks.
const TOO_MANY: (u32, u32) = (64, 8);

/// What a machine lacks on which the kernel must not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    Feature(CpuFeature),
    /// It has only so many MiB.
    Memory(u32),
    /// It has so many CPUs, and MiB.
    Stacks(u32, u32),
}

impl Lack {
    fn all() -> impl Iterator<Item = Self> {
        let features = CpuFeature::NEEDED.into_iter().map(Self::Feature);
        let (cpus, memory) = TOO_MANY;
        features.chain([Self::Memory(TOO_FEW), Self::Stacks(cpus, memory)])
    }

    fn plan(self) -> Plan {
        let mut plan = Plan::new(1, Profile::Release);
        match self {
            Self::Feature(feature) => plan.hardware.cpu += &format!(",-{}", feature.name()),
            Self::Memory(memory) => plan.hardware.memory = memory,
            Self::Stacks(cpus, memory) => {
                plan.hardware = Hardware {
                    memory,
                    ..Hardware::usual(cpus)
                };
            }
        }
        plan
    }

    /// How the one line ends that the kernel says.
    fn words(self) -> String {
        match self {
            Self::Feature(feature) => format!("this one lacks {}", feature.name()),
            // The firmware keeps some of it.
            Self::Memory(memory) => format!("this machine's ends at {} MiB", memory - 1),
            Self::Stacks(..) => "more RAM for its CPUs: no free RAM there".to_owned(),
        }
    }

    /// Whether the kernel has refused to run, and said why.
    fn refused(self, ending: &Exit, text: &str) -> bool {
        let lines: Vec<&str> = text.lines().collect();
        let said = lines.last().is_some_and(|it| it.ends_with(&self.words()));
        *ending == Exit::Status(Outcome::Unfit.status()) && said && !text.contains(UP)
    }
}

impl Display for Lack {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feature(feature) => f.write_str(feature.name()),
            Self::Memory(memory) => write!(f, "memory beyond {memory} MiB"),
            Self::Stacks(cpus, memory) => write!(f, "memory for {cpus} CPUs beyond {memory} MiB"),
        }
    }
}

/// Boots `image` on machines each of which lacks something that the kernel needs: what
/// they lack, if it refused to run on each and said why, or the first on which it did
/// otherwise.
pub(crate) fn unfit(screen: &Screen, image: &Path) -> Result<Result<String, String>, Stop> {
    for lack in Lack::all() {
        let boot = lack.plan().run(screen, image, false)?;
        if !lack.refused(&boot.ending, boot.serial.text()) {
            return Ok(Err(format!(
                "without {lack} the kernel must say `… {}` and refuse to run, but QEMU ended with {}\n{}",
                lack.words(),
                boot.ending,
                boot.explain()
            )));
        }
    }
    let lacks: Vec<String> = Lack::all().map(|lack| lack.to_string()).collect();
    Ok(Ok(format!("refused without {}", lacks.join(", "))))
}

/// Boots `image` on a machine whose CPUs share the host's `core`: how many points of its curve are
/// marked, if that is every one of more than one CPU; otherwise the one that is not.
pub(crate) fn apart(
    screen: &Screen,
    image: &Path,
    core: String,
) -> Result<Result<String, String>, Stop> {
    let plan = Plan {
        core: Some(core),
        kernel_args: vec![Word::TestsOff.to_string()],
        ..Plan::new(2, Profile::Release)
    };
    let boot = plan.run(screen, image, false)?;
    Ok(match boot.report.result {
        Verdict::Pass => all_marked(&boot.report.curve),
        _ => Err(boot.explain()),
    })
}

fn all_marked(curve: &[PointReport]) -> Result<String, String> {
    let several: Vec<&PointReport> = curve.iter().filter(|point| point.cpus > 1).collect();
    match several.iter().find(|point| point.mark.is_none()) {
        Some(missed) => Err(format!(
            "CPUs that share a core count as contending: {missed:?}"
        )),
        None if several.is_empty() => Err("the curve has no point of several CPUs".into()),
        None => Ok(format!("{} points marked", several.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::report::Mark;

    const CRASHED: Exit = Exit::Status(Outcome::Crashed.status());
    const PASSED: Exit = Exit::Status(Outcome::Passed.status());
    const TESTS_FAILED: Exit = Exit::Status(Outcome::TestsFailed.status());

    #[test]
    fn a_failure_must_be_the_provoked_one() {
        let reported = crashed(&["page fault", "0x10"]);
        let limit = Exit::TimeLimit(Duration::from_secs(1));
        assert!(came(reported, &CRASHED, "Page fault at 0x10"));
        assert!(!came(reported, &CRASHED, "panicked"));
        assert!(!came(reported, &CRASHED, "page fault"));
        assert!(!came(
            reported,
            &Exit::Status(Outcome::Stuck.status()),
            "page fault at 0x10"
        ));
        assert!(!came(reported, &TESTS_FAILED, "page fault at 0x10"));
        assert!(!came(reported, &PASSED, "page fault at 0x10"));
        assert!(!came(reported, &Exit::Status(0), "page fault at 0x10"));
        assert!(!came(reported, &limit, "page fault at 0x10"));
        assert!(came(End::Reset, &Exit::Status(0), ""));
        assert!(!came(End::Reset, &PASSED, ""));
        let hang = End::Hang("waits");
        assert!(came(hang, &limit, "it is up\nit waits"));
        assert!(!came(hang, &limit, "it waits\nno more"));
        assert!(!came(hang, &limit, ""));
        assert!(!came(hang, &CRASHED, "it waits"));
    }

    #[test]
    fn what_the_kernel_does_not_notice_is_read() {
        let complaints = ["no self-test ran", "a line is lost"].map(str::to_owned);
        assert_eq!(read("lost", &PASSED, &complaints), Some(&complaints[1]));
        assert_eq!(read("lost", &CRASHED, &complaints), None);
        assert_eq!(read("lost", &PASSED, &complaints[..1]), None);
    }

    #[test]
    fn a_refusal_is_one_line_that_names_what_is_missing() {
        let unfit = Exit::Status(Outcome::Unfit.status());
        let lack = Lack::Feature(CpuFeature::NoExecute);
        let said = "firmware\nthe kernel needs more: this one lacks nx\n";
        assert!(lack.refused(&unfit, said));
        assert!(!lack.refused(&CRASHED, said));
        assert!(!lack.refused(&Exit::Status(0), said));
        assert!(!lack.refused(&unfit, "this one lacks nx lm"));
        assert!(!lack.refused(&unfit, "this one lacks nx\nmore"));
        assert!(!lack.refused(&unfit, &format!("{UP}: 1\n{said}")));
        assert!(!lack.refused(&unfit, ""));
        let few = Lack::Memory(8);
        assert!(few.refused(&unfit, "this machine's ends at 7 MiB"));
        assert!(!few.refused(&unfit, "this machine's ends at 8 MiB"));
    }

    #[test]
    fn every_point_of_cpus_that_share_a_core_must_be_marked() {
        let point = |cpus, mark| PointReport {
            lock: "a".into(),
            cpus,
            acquisitions: 1,
            ticks_per_acquisition: 1.0,
            overlap: 0,
            mark,
        };
        let (apart, alone) = (point(2, Some(Mark::Apart)), point(1, None));
        let marked = all_marked(&[alone.clone(), apart.clone(), apart.clone()]);
        assert_eq!(marked, Ok("2 points marked".into()));
        assert!(all_marked(&[apart, point(2, None)]).is_err());
        assert!(all_marked(&[alone]).is_err());
    }
}
