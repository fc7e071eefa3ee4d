//! Lines arrive whole and in order, whoever prints them.

use core::fmt::{self, Display, Formatter};
use core::str;
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicU64, Ordering};
use latchwork_kernel_lib::protocol::{MARK, Record};
use latchwork_kernel_lib::selftest::{Interruptions, MachineTest, Verdict, each_is};
use latchwork_kernel_lib::{MAX_CPUS, Machine};

use super::interruptions::{OfItself, handle};
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::CONSOLE_TEST;
use crate::arch::cpu::{apic, time};
use crate::console::{print, println};
use latchwork_kernel_lib::hardware::PerCpu;

/// All CPUs print numbered lines, and so do their handlers, each of which is to come in the
/// middle of a line; then one prints more at once than the console keeps. Whoever reads the console looks whether all have arrived, whole, and each
/// CPU's in order.
pub(super) const TEST: MachineTest = MachineTest {
    name: "console",
    run,
};

/// Lines that each CPU prints, and each CPU's handler.
const LINES: u64 = 20;
/// Lines that the boot CPU prints at once: more than the console keeps.
const MANY: u64 = 500;
/// How long an interrupt may take that a CPU sends to itself.
const PATIENCE_US: u64 = 1_000_000;

/// By CPU, how many lines its handler has printed.
static HANDLED: PerCpu<AtomicU64> =
    PerCpu::new([const { CachePadded::new(AtomicU64::new(0)) }; MAX_CPUS]);

fn run(machine: &dyn Machine) -> Verdict {
    handle_lines()?;
    each_is(machine, "lines of handlers", LINES, || {
        let handled = print_lines(|[begin, end]| println!("{MARK}{begin}{Interrupt}{end}"));
        if current_cpu() == 0 {
            announce(MANY, 0);
            print(format_args!("{Many}"));
        }
        handled
    })
}

/// Prints lines on the calling CPU, each in two pieces that the console does not know to belong
/// together, so that the handler's come in between.
pub(crate) fn print_torn_lines() -> Verdict {
    handle_lines()?;
    print_lines(|[begin, end]| {
        print(format_args!("{MARK}{begin}"));
        apic::interrupt_self(CONSOLE_TEST);
        println!("{end}");
    });
    Ok(())
}

fn handle_lines() -> Verdict {
    handle(CONSOLE_TEST, || {
        let handled = &HANDLED[current_cpu()];
        // Relaxed, both: the handler's CPU alone uses it.
        let number = handled.load(Ordering::Relaxed);
        print_line(true, number, |[begin, end]| println!("{MARK}{begin}{end}"));
        handled.store(number + 1, Ordering::Relaxed);
    })
}

/// Prints the calling CPU's lines, and waits after each for its handler's. Returns how many that
/// has printed.
fn print_lines(show: impl Fn([&str; 2])) -> u64 {
    // Relaxed: the handler interrupts this CPU.
    let handled = || HANDLED[current_cpu()].load(Ordering::Relaxed);
    announce(LINES, LINES);
    OfItself.begin();
    for number in 0..LINES {
        print_line(false, number, &show);
        time::within_us(PATIENCE_US, || handled() > number);
    }
    OfItself.end();
    handled()
}

/// Says how many more lines come of the calling CPU, and of its handler.
fn announce(own: u64, handlers: u64) {
    let cpu = current_cpu();
    let lines = Record::Lines { cpu, own, handlers };
    as_json(&lines, |json| println!("{MARK}{json}"));
}

/// Has a line printed, which is given in two pieces.
fn print_line(handler: bool, number: u64, show: impl Fn([&str; 2])) {
    as_json(&line(handler, number), |json| {
        let (begin, end) = json.split_at(json.len() / 2);
        show([begin, end]);
    });
}

/// A line of the calling CPU.
fn line(handler: bool, number: u64) -> Record<'static> {
    Record::Line {
        cpu: current_cpu(),
        handler,
        number,
    }
}

fn as_json<U>(record: &Record<'_>, then: impl FnOnce(&str) -> U) -> U {
    let mut buffer = [0; 128];
    let length = serde_json_core::to_slice(record, &mut buffer).expect("a line is short");
    then(str::from_utf8(&buffer[..length]).expect("JSON is UTF-8"))
}

/// The [`MANY`] lines after the first [`LINES`].
struct Many;

impl Display for Many {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (LINES..LINES + MANY).try_for_each(|number| {
            as_json(&line(false, number), |json| writeln!(f, "{MARK}{json}"))
        })
    }
}

/// Nothing; but when it is formatted, an interrupt is asked for.
struct Interrupt;

impl Display for Interrupt {
    fn fmt(&self, _: &mut Formatter<'_>) -> fmt::Result {
        apic::interrupt_self(CONSOLE_TEST);
        Ok(())
    }
}
