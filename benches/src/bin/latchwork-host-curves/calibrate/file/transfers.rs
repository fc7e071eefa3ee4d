//! What it costs to take a line from elsewhere.

use super::source::{BY, cycles, told};
use crate::calibrate::calibration::Calibration;
use crate::calibrate::layout::Layout;
use crate::calibrate::pair::Pair;
use crate::quartiles::Quartiles;

/// What is read off a pair.
type Of = fn(&Pair) -> Quartiles;

/// The lists of costs.
pub(super) fn costs(measured: &Calibration, layout: &Layout) -> String {
    let levels = Levels { measured, layout };
    [
        levels.list(
            "load_remote",
            "a load, from the owner, which has modified the line",
            |it| it.load_dirty,
            &levels.also("a line that the owner has as memory has it", |it| {
                it.load_clean
            }),
        ),
        levels.list(
            "store_owned",
            "a store, one other CPU having the line",
            |it| it.store.modified,
            "",
        ),
        levels.list(
            "store_shared",
            "a store, several CPUs having the line: it was modified by the one that stores, and\n\
             # loaded by another since",
            |it| it.store.lent,
            &levels.shared(|it| it.store.clean, |it| it.store.borrowed),
        ),
        levels.list(
            "rmw_remote",
            "a read-modify-write, one other CPU having the line",
            |it| it.rmw.modified,
            &ping_pong(measured),
        ),
        levels.list(
            "rmw_shared",
            "a read-modify-write, several CPUs having the line, as for store_shared",
            |it| it.rmw.lent,
            &levels.shared(|it| it.rmw.clean, |it| it.rmw.borrowed),
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

    /// What a write costs in the two other cases in which several have the line.
    fn shared(&self, clean: Of, borrowed: Of) -> String {
        let clean = self.also("a line that both have loaded from memory", clean);
        let borrowed = self.also(
            "a line that another has modified and this CPU has loaded since (as a hit, if such\n\
             # a load takes the line over, which the model has not)",
            borrowed,
        );
        clean + &borrowed
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
