//! Whether a boot succeeded, and if not, why.

use latchwork_kernel_lib::protocol::Outcome;
use latchwork_kernel_lib::selftest::{LISTED, LOCKS, Locks};
use latchwork_suite::report::Verdict;

use crate::ground::child::Exit;
use crate::image::serial::Serial;

/// What a boot must come to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    /// CPUs that must answer.
    pub(crate) cpus: u32,
    /// Whether self-tests must run.
    pub(crate) self_tests: bool,
}

/// Everything that is wrong with a boot that ended with `ending` after it said
/// `serial`. Nothing if it succeeded.
pub(crate) fn complaints(ending: &Exit, serial: &Serial, expected: Expected) -> Vec<String> {
    let Expected { cpus, self_tests } = expected;
    let mut wrong = Vec::new();
    if let Some(why) = ended_badly(ending) {
        let place = serial
            .running
            .as_ref()
            .map(|test| format!(", in the self-test `{test}`"));
        wrong.push(why + &place.unwrap_or_default());
    } else {
        wrong.extend(incomplete(serial, self_tests));
    }
    let failed = serial
        .tests
        .iter()
        .filter(|test| test.result == Verdict::Fail);
    wrong.extend(failed.map(ToString::to_string));
    if let Some(answered) = serial.cpus
        && answered != cpus as usize
    {
        wrong.push(format!("{answered} of {cpus} CPUs answered"));
    }
    for (cpu, lines) in &serial.lines {
        if !lines.complete() {
            wrong.push(format!(
                "the lines of CPU {cpu} did not arrive whole and in order: {lines:?}"
            ));
        }
    }
    wrong.extend(
        serial
            .garbled
            .iter()
            .map(|line| format!("a record is garbled: {line}")),
    );
    wrong
}

fn ended_badly(ending: &Exit) -> Option<String> {
    match *ending {
        Exit::Status(status) => exited_badly(status),
        Exit::Signal(ref signal) => Some(format!("QEMU was ended by a {signal}")),
        Exit::TimeLimit(limit) => {
            let limit = crate::ground::time::limit(limit);
            Some(format!(
                "the machine hangs: stopped after the time limit of {limit}"
            ))
        }
    }
}

fn exited_badly(status: i32) -> Option<String> {
    let what = match Outcome::of_status(status) {
        Some(Outcome::Passed) => return None,
        Some(Outcome::TestsFailed) => "the kernel ended because self-tests failed",
        Some(Outcome::Crashed) => "the kernel ended after a panic or an exception",
        Some(Outcome::BadCommandLine) => "the kernel does not understand its command line",
        Some(Outcome::Stuck) => "the kernel's watchdog found a CPU that does not get on",
        Some(Outcome::Unfit) => "the machine lacks what the kernel needs",
        None => match status {
            0 => "the machine reset itself, as after a triple fault",
            1 => "QEMU could not run the machine",
            // The port's value v ends QEMU with 2 v + 1.
            odd if odd % 2 == 1 => "the kernel ended for a reason that is not known here",
            _ => "QEMU failed",
        },
    };
    Some(format!("{what} (QEMU status {status})"))
}

/// What is missing from a boot that says it succeeded.
fn incomplete(serial: &Serial, self_tests: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    if serial.cpus.is_none() {
        wrong.push("the kernel did not say how many CPUs answered".into());
    }
    if self_tests && serial.tests.is_empty() {
        wrong.push("no self-test ran".into());
    }
    if let Some(test) = &serial.running {
        wrong.push(format!("the self-test `{test}` began but did not end"));
    }
    match serial.done {
        None => wrong.push("the kernel ended without saying that it was done".into()),
        Some(0) => {}
        Some(failed) => wrong.push(format!("the kernel counts {failed} failed self-tests")),
    }
    wrong
}

/// The CPUs that have printed no numbered lines, by which it is seen that no line is lost.
pub(crate) fn silent(serial: &Serial) -> Vec<String> {
    (0..serial.cpus.unwrap_or(0))
        .filter(|cpu| !serial.lines.contains_key(cpu))
        .map(|cpu| format!("CPU {cpu} has printed no numbered lines"))
        .collect()
}

/// The listed self-tests that a boot did not run: each with every lock that it is for, if
/// it is for all, or else with one of them.
pub(crate) fn not_run(serial: &Serial) -> Vec<String> {
    let ran = |name: &str| serial.tests.iter().any(|test| test.name == name);
    let mut missing = Vec::new();
    for (test, locks) in LISTED {
        let names: Vec<String> = LOCKS.iter().map(|lock| format!("{lock}/{test}")).collect();
        match locks {
            Locks::Every => missing.extend(names.into_iter().filter(|name| !ran(name))),
            Locks::Fifo | Locks::Some if names.iter().any(|name| ran(name)) => {}
            Locks::Fifo | Locks::Some => missing.push(format!("{test} with any lock")),
        }
    }
    let missing = missing.into_iter();
    missing
        .map(|name| format!("the self-test {name} did not run"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::serial::tests::{good, heard};
    use latchwork_kernel_lib::protocol::{MARK, Record};
    use std::time::Duration;

    const OK: Exit = Exit::Status(Outcome::Passed.status());

    fn on(cpus: u32) -> Expected {
        Expected {
            cpus,
            self_tests: true,
        }
    }

    #[test]
    fn a_good_boot_has_no_complaints() {
        assert_eq!(
            complaints(&OK, &heard(&good(4)), on(4)),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_other_end_is_a_failure() {
        let serial = heard(&good(4));
        for (ending, why) in [
            (Exit::Status(0), "triple fault"),
            (Exit::Status(1), "could not run"),
            (
                Exit::Status(Outcome::TestsFailed.status()),
                "self-tests failed",
            ),
            (Exit::Status(Outcome::Crashed.status()), "panic"),
            (
                Exit::Status(Outcome::BadCommandLine.status()),
                "command line",
            ),
            (Exit::Status(Outcome::Unfit.status()), "the machine lacks"),
            (Exit::Status(Outcome::Stuck.status()), "does not get on"),
            (Exit::Status(45), "status 45"),
            (Exit::Status(2), "status 2"),
            (Exit::Signal("signal: 9 (SIGKILL)".into()), "SIGKILL"),
            (Exit::TimeLimit(Duration::from_secs(60)), "time limit of 1m"),
        ] {
            let wrong = complaints(&ending, &serial, on(4));
            assert_eq!(wrong.len(), 1);
            assert!(wrong[0].contains(why), "{wrong:?}");
        }
    }

    #[test]
    fn a_hang_names_the_self_test() {
        let serial = heard(&good(4)[..2]);
        let wrong = complaints(&Exit::TimeLimit(Duration::from_secs(9)), &serial, on(4));
        assert!(
            wrong[0].ends_with("in the self-test `ticket count`"),
            "{wrong:?}"
        );
    }

    #[test]
    fn a_missing_cpu_is_a_failure() {
        assert_eq!(
            complaints(&OK, &heard(&good(3)), on(4)),
            ["3 of 4 CPUs answered"]
        );
    }

    #[test]
    fn a_failed_self_test_is_a_failure_whatever_the_kernel_counts() {
        let mut records = good(4);
        records[2] = Record::Test {
            test: "ticket count",
            passed: false,
            ticks: 1,
            saw: "39,999 of 40,000",
        };
        let wrong = complaints(&OK, &heard(&records), on(4));
        assert_eq!(
            wrong,
            ["self-test ticket count: FAIL, saw 39,999 of 40,000 (0.0 ms)"]
        );

        let mut records = good(4);
        records[4] = Record::Done { failed: 2 };
        assert_eq!(
            complaints(&OK, &heard(&records), on(4)),
            ["the kernel counts 2 failed self-tests"]
        );
    }

    #[test]
    fn silence_is_a_failure() {
        let wrong = complaints(&OK, &Serial::default(), on(1));
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        let records = good(4);
        let undone = heard(&records[..4]);
        assert_eq!(
            complaints(&OK, &undone, on(4)),
            ["the kernel ended without saying that it was done"]
        );
        let endless = heard(&[records[0], records[1], records[2], records[1], records[4]]);
        assert_eq!(
            complaints(&OK, &endless, on(4)),
            ["the self-test `ticket count` began but did not end"]
        );
    }

    #[test]
    fn each_listed_self_test_must_run() {
        let run = |names: &[String]| {
            let records: Vec<Record> = names
                .iter()
                .map(|name| Record::Test {
                    test: name,
                    passed: true,
                    ticks: 1,
                    saw: "",
                })
                .collect();
            not_run(&heard(&records))
        };
        let names = LISTED
            .iter()
            .flat_map(|(test, _)| LOCKS.iter().map(move |lock| format!("{lock}/{test}")));
        let mut names: Vec<String> = names.collect();
        assert_eq!(run(&names), [""; 0]);
        let first = names.remove(0);
        assert_eq!(run(&names), [format!("the self-test {first} did not run")]);
        let all = run(&[]);
        assert!(all.len() >= LISTED.len(), "{all:?}");
    }

    #[test]
    fn lines_that_are_lost_or_not_printed_are_noticed() {
        let serial = heard(&[
            good(2)[0],
            Record::Lines {
                cpu: 1,
                own: 1,
                handlers: 0,
            },
        ]);
        assert_eq!(silent(&serial), ["CPU 0 has printed no numbered lines"]);
        let wrong = complaints(&OK, &serial, on(2));
        let lost = |it: &String| it.starts_with("the lines of CPU 1 did not arrive");
        assert!(wrong.iter().any(lost), "{wrong:?}");
    }

    #[test]
    fn self_tests_that_were_turned_off_are_not_missed() {
        let serial = heard(&[good(4)[0], good(4)[4]]);
        let off = Expected {
            cpus: 4,
            self_tests: false,
        };
        assert_eq!(complaints(&OK, &serial, off), Vec::<String>::new());
        assert_eq!(complaints(&OK, &serial, on(4)), ["no self-test ran"]);
    }

    #[test]
    fn a_garbled_record_is_a_failure() {
        let mut serial = heard(&good(4));
        serial.line(&format!("{MARK}{{\"Cur"));
        assert_eq!(complaints(&OK, &serial, on(4)).len(), 1);
    }
}
