//! What is drawn: a machine, and programs for its CPUs.

use crate::program::{Operation, WORDS};
use latchwork_coherence::{Pace, Parameters};
use rand::Rng;

/// A machine of up to 12 CPUs whose costs are small, so that much happens at once.
pub(crate) fn machine(random: &mut impl Rng) -> (String, Parameters) {
    let nodes = [1, 2, 4][random.gen_range(0..3)];
    let (levels, distance) = match (nodes, random.gen_bool(0.5)) {
        (1, _) => (1, "[[0]]"),
        (2, _) => (2, "[[0, 1], [1, 0]]"),
        (_, true) => (
            3,
            "[[0, 1, 2, 2], [1, 0, 2, 2], [2, 2, 0, 1], [2, 2, 1, 0]]",
        ),
        (_, false) => (
            3,
            "[[0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 0, 1], [1, 2, 1, 0]]",
        ),
    };
    let cpus_per_node = random.gen_range(1..=3);
    let names = &["own", "near", "far"][..levels];
    let mut text = format!(
        "clock = 1.0\nline = 64\nnodes = {nodes}\ncpus_per_node = {cpus_per_node}\n\
         levels = {names:?}\ndistance = {distance}\n"
    );
    for key in [
        "load_remote",
        "store_owned",
        "store_shared",
        "rmw_remote",
        "rmw_shared",
        "memory",
    ] {
        let costs: Vec<u64> = (0..levels).map(|_| random.gen_range(1..=60)).collect();
        text += &format!("{key} = {costs:?}\n");
    }
    // Every other home is not busy beyond a transfer.
    let mut busy = |most| random.gen_range(0..most) * random.gen_range(0..2);
    let (read, write) = (busy(40), busy(80));
    text += &format!(
        "l1 = {}\nrmw_owned = {}\nspin_hint = {}\nhome_blocks = {}\nhome_busy_read = {read}\n\
         home_busy_write = {write}\nper_copy = {}\nhome_matters = {}\nstore_buffer = {}\n",
        random.gen_range(1..4),
        random.gen_range(1..9),
        random.gen_range(1..9),
        random.gen_bool(0.5),
        random.gen_range(0..4),
        random.gen_bool(0.5),
        [0, 0, 1, 2, 4][random.gen_range(0..5)],
    );
    text += &format!("migratory = {}\n", random.gen_bool(0.25));
    if random.gen_bool(0.5) {
        text += &format!("node_busy = {}\n", random.gen_range(0..20));
    }
    let machine = Parameters::parse("drawn", &text).unwrap_or_else(|wrong| panic!("{wrong}"));
    (text, machine)
}

/// A program for each of up to 6 CPUs. The last waits for nobody, and in the end stores what
/// everybody waits for, again and again.
pub(crate) fn programs(random: &mut impl Rng, machine: &Parameters) -> Vec<Vec<Operation>> {
    let cpus = random.gen_range(1..=machine.cpus().min(6));
    let mut programs: Vec<Vec<Operation>> = (0..cpus)
        .map(|_| {
            let operations = random.gen_range(3..25);
            (0..operations).map(|_| operation(random)).collect()
        })
        .collect();
    let last = &mut programs[cpus - 1];
    last.retain(|it| !matches!(it, Operation::Wait(..)));
    for _ in 0..60 {
        last.extend((0..WORDS).map(|word| Operation::Swap(word, 3)));
        last.push(Operation::Work(150));
    }
    programs
}

fn operation(random: &mut impl Rng) -> Operation {
    let word = random.gen_range(0..WORDS);
    match random.gen_range(0..16) {
        0..=2 => Operation::Load(word),
        3..=5 => Operation::Store(word, random.gen_range(0..4)),
        6 => Operation::Swap(word, random.gen_range(0..4)),
        7 => Operation::Exchange(word, random.gen_range(0..3), random.gen_range(0..4)),
        8..=9 => Operation::Add(word),
        10..=12 => Operation::Wait(word, random.gen_range(0..=3), pace(random)),
        13..=14 => Operation::Work(random.gen_range(0..200)),
        _ => Operation::Fence,
    }
}

fn pace(random: &mut impl Rng) -> Pace {
    match random.gen_range(0..3) {
        0 => Pace::Constant(random.gen_range(0..6)),
        1 => Pace::Doubling(random.gen_range(0..9)),
        _ => Pace::Proportional(random.gen_range(0..4)),
    }
}
