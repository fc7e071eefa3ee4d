//! The machine, and how programs run on it.

use latchwork_coherence::sync::atomic::AtomicU32;
use latchwork_coherence::{Counts, Parameters, Placement, Simulation, now, work};
use std::cell::RefCell;
use std::rc::Rc;

/// Something with lines to itself.
#[repr(align(4096))]
#[derive(Default)]
pub(crate) struct Alone<T>(pub(crate) T);

/// A line with two words.
pub(crate) type Line = Alone<[AtomicU32; 2]>;

/// Two nodes of two CPUs.
const MACHINE: &str = r#"
clock = 1.0
line = 64
nodes = 2
cpus_per_node = 2
levels = ["near", "far"]
distance = [[0, 1], [1, 0]]
l1 = 1
rmw_owned = 10
spin_hint = 4
load_remote = [100, 200]
store_owned = [110, 210]
store_shared = [120, 220]
rmw_remote = [130, 230]
rmw_shared = [140, 240]
memory = [300, 400]
home_blocks = true
home_busy_read = 0
home_busy_write = 0
per_copy = 7
home_matters = false
store_buffer = 0
"#;

/// A home that serves the next before the data of the one before have arrived.
pub(crate) const HOME_GOES_ON: (&str, &str) = ("home_blocks = true", "home_blocks = false");

/// A CPU that goes on behind four stores.
pub(crate) const BUFFER: (&str, &str) = ("store_buffer = 0", "store_buffer = 4");

/// Three CPUs a node, and accesses within a node that do not visit the home.
pub(crate) const STATIONS: [(&str, &str); 2] = [
    ("cpus_per_node = 2", "cpus_per_node = 3"),
    ("per_copy = 7", "per_copy = 7\nnode_busy = 25"),
];

/// The machine, with some lines changed.
pub(crate) fn machine(changed: &[(&str, &str)]) -> Parameters {
    let mut text = MACHINE.to_owned();
    for (from, to) in changed {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    Parameters::parse("test", &text).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// Runs `work` on so many CPUs, a node filled before the next, and returns what each noted.
pub(crate) fn run<T: 'static>(
    machine: &Parameters,
    cpus: usize,
    work: impl Fn(usize) -> T + 'static,
) -> (Vec<T>, Counts) {
    let notes = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&notes);
    let counts = Simulation::new(machine, Placement::Compact, cpus)
        .expect("there are so many")
        .run(move |cpu| {
            let note = work(cpu);
            noted.borrow_mut().push((cpu, note));
        })
        .expect("it comes to an end");
    let mut notes = Rc::try_unwrap(notes)
        .ok()
        .expect("all are done")
        .into_inner();
    notes.sort_by_key(|(cpu, _)| *cpu);
    (notes.into_iter().map(|(_, note)| note).collect(), counts)
}

/// Runs `work` on three lines that outlive the run, and returns the times that it noted.
pub(crate) fn on_lines(
    machine: &Parameters,
    cpus: usize,
    work: impl Fn(usize, &[Line; 3]) -> Vec<u64> + 'static,
) -> (Vec<Vec<u64>>, Counts) {
    let lines = Rc::new([const { Alone([const { AtomicU32::new(0) }; 2]) }; 3]);
    let shared = Rc::clone(&lines);
    let ran = run(machine, cpus, move |cpu| work(cpu, &shared));
    drop(lines);
    ran
}

/// The cycles that `access` takes.
pub(crate) fn cost(access: impl FnOnce()) -> u64 {
    let before = now();
    access();
    now() - before
}

/// The CPU does nothing until `time`.
pub(crate) fn at(time: u64) {
    work(time - now());
}
