//! What it costs to take a line from elsewhere.

use super::source::{BY, cycles, told};
use crate::calibrate::calibration::Calibration;
use crate::calibrate::layout::Layout;
use crate::calibrate::pair::Pair;
use crate::quartiles::Quartiles;

/// What is read off a pair.
type Of = fn(&Pair) -> Quartiles;

/// The lists of costs, and whether loads take lines over.
pub(super) fn costs(measured: &Calibration, layout: &Layout) -> String {
    let levels = Levels { measured, layout };
    let clean = levels.also("a line that the owner has as memory has it", |it| {
        it.load_clean
    });
    // Where loads take lines over two CPUs share only what neither has written.
    let migratory = measured.is_migratory();
    let shared: [Of; 2] = match migratory {
        true => [|it| it.store.clean, |it| it.rmw.clean],
        false => [|it| it.store.lent, |it| it.rmw.lent],
    };
    let store = levels.writes(
        |it| it.store.lent,
        |it| it.store.clean,
        |it| it.store.borrowed,
    );
    let rmw = levels.writes(|it| it.rmw.lent, |it| it.rmw.clean, |it| it.rmw.borrowed);
    [
        levels.list(
            "load_remote",
            "a load, from the owner",
            |it| it.load_dirty,
            &clean,
        ),
        levels.list(
            "store_owned",
            "a store, one other CPU having the line",
            |it| it.store.modified,
            "",
        ),
        levels.list(
            "store_shared",
            "a store, several CPUs having the line",
            shared[0],
            &store,
        ),
        levels.list(
            "rmw_remote",
            "a read-modify-write, one other CPU having the line",
            |it| it.rmw.modified,
            &ping_pong(measured),
        ),
        levels.list(
            "rmw_shared",
            "a read-modify-write, several CPUs having the line",
            shared[1],
            &rmw,
        ),
        format!(
            "# A load of a line that its only owner has written takes it over.\n\
             # {BY}: what a store costs after that, above.\n\
             migratory = {migratory}\n"
        ),
    ]
    .concat()
}

struct Levels<'a> {
    measured: &'a Calibration,
    layout: &'a Layout,
}

impl Levels<'_> {
    /// A key with the cost of each level.
    fn list(&self, key: &str, what: &str, of: Of, also: &str) -> String {
        let levels = self.each(of);
        let source = lines(&levels);
        let costs: Vec<u64> = levels.iter().map(cycles).collect();
        format!("# Cycles of {what}.\n# {BY}; a level each:\n{source}{also}{key} = {costs:?}\n")
    }

    /// What was measured besides.
    fn also(&self, what: &str, of: Of) -> String {
        format!("# Of {what}:\n{}", lines(&self.each(of)))
    }

    /// What a write costs in each case in which several may have the line.
    fn writes(&self, lent: Of, clean: Of, borrowed: Of) -> String {
        [
            self.also(
                "a line that this CPU has modified, and another has loaded since",
                lent,
            ),
            self.also("a line that both have loaded from memory", clean),
            self.also(
                "a line that another has modified, and this CPU has loaded since",
                borrowed,
            ),
        ]
        .concat()
    }

    /// The middle of the pairs of each level.
    fn each(&self, of: Of) -> Vec<Quartiles> {
        let level = |level| {
            let pairs = self.measured.pairs.iter();
            let pairs = pairs.filter(|it| self.layout.level(it.cores[0], it.cores[1]) == level);
            Quartiles::middle(&pairs.map(of).collect::<Vec<_>>())
        };
        let levels: Vec<Option<Quartiles>> = (0..self.layout.levels).map(level).collect();
        // In a node of one core there is no pair: the nearest stands for that.
        let nearest = levels.iter().flatten().next().copied();
        levels.iter().filter_map(|it| it.or(nearest)).collect()
    }
}

fn lines(levels: &[Quartiles]) -> String {
    levels
        .iter()
        .map(|it| format!("# {}.\n", told(it, 1)))
        .collect()
}

/// What others publish of a machine, for comparison.
fn ping_pong(measured: &Calibration) -> String {
    let middle = |of: fn(&_) -> Quartiles| {
        let each: Vec<Quartiles> = measured.ping_pong.iter().map(of).collect();
        lines(Quartiles::middle(&each).as_slice())
    };
    format!(
        "# For comparison, a line to and fro, one way, of all pairs, by compare-and-exchange:\n\
         {}# By load and store:\n{}",
        middle(|it| it.exchange),
        middle(|it| it.store),
    )
}
