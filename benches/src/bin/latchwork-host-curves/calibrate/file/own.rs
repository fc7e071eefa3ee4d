//! What the machine is, and what each core does by itself.

use super::source::{self, cycles};
use crate::calibrate::alone::Alone;
use crate::calibrate::calibration::Calibration;
use crate::calibrate::layout::Layout;
use crate::quartiles::Quartiles;

/// The clock, the lines and the nodes.
pub(super) fn machine(measured: &Calibration, layout: &Layout) -> String {
    let (line, said) = match measured.line {
        Some(line) => (line, "As the system says"),
        None => (64, "Guessed: the system does not say"),
    };
    let number = |&core: &usize| measured.cores[core];
    let nodes = layout.nodes.iter();
    let nodes: Vec<Vec<usize>> = nodes.map(|it| it.iter().map(number).collect()).collect();
    let levels: Vec<String> = (0..layout.levels).map(name).collect();
    format!(
        "# This host, as measured. Cycles are those of its time stamp counter, whatever the\n\
         # cores' own clock was.\n\n\
         # GHz. {}\nclock = {:.3}\n\
         # Bytes a line. {said}.\nline = {line}\n\n\
         # Which CPUs share a cache: nodes of so many CPUs each. Cores are of one node if a line\n\
         # moves between them in at most 1.5 times the least; here, by the system's numbers:\n\
         # {nodes:?}.\n\
         nodes = {}\ncpus_per_node = {}\n\
         # One name a level of distance, nearest first. Each is more than 1.5 times the last.\n\
         levels = {levels:?}\n\
         # The level from each node to each.\n\
         distance = {:?}\n\n",
        source::measured(&measured.clock, 3),
        measured.clock.median,
        layout.nodes.len(),
        layout.nodes[0].len(),
        layout.distance,
    )
}

/// The name of a level.
fn name(level: usize) -> String {
    match level {
        0 => "same node".to_owned(),
        1 => "other node".to_owned(),
        farther => format!("other node, step {farther}"),
    }
}

/// What takes no line from elsewhere.
pub(super) fn costs(alone: &Alone) -> String {
    let one = |key: &str, what: &str, measured: &Quartiles| {
        let source = source::measured(measured, 1);
        format!(
            "# Cycles of {what}.\n# {source}\n{key} = {}\n",
            cycles(measured)
        )
    };
    let hit = "a load or store that hits the own first-level cache";
    let owned = "a read-modify-write of a line that the CPU owns";
    [
        one("l1", hit, &alone.l1),
        one("rmw_owned", owned, &alone.rmw_owned),
        one("spin_hint", "a spin hint", &alone.spin_hint),
        "\n".to_owned(),
    ]
    .concat()
}
