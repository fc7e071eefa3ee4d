//! That the random programs are of many kinds, and large enough.

use crate::enumerate::enumerate;
use crate::program::Operation;
use crate::random::programs;
use crate::rules::{MemoryModel, Rules};

/// How many programs of the quick mode are what.
#[derive(Debug, Default)]
struct Count {
    programs: usize,
    racy: usize,
    /// Threads read from a cell what others wrote, and there is no race.
    passing: usize,
    waiting_for_ever: usize,
    /// Allowed under RC11, but not under SC.
    weak: usize,
    fenced: usize,
    graphs: usize,
    candidates: usize,
    most_graphs: usize,
}

#[test]
fn programs_are_of_many_kinds() {
    let mut count = Count::default();
    for program in programs() {
        let rc11 = enumerate(&program, &Rules::of(MemoryModel::Rc11));
        let sc = enumerate(&program, &Rules::of(MemoryModel::Sc));
        let mut operations = program.threads.iter().flatten().map(|it| it.operation);
        count.programs += 1;
        count.racy += usize::from(rc11.racy);
        count.waiting_for_ever += usize::from(rc11.livelock);
        let mut read = rc11
            .graphs
            .iter()
            .flat_map(|graph| graph.cells.iter().flatten());
        count.passing += usize::from(!rc11.racy && read.any(|&value| value != 0));
        let comparable = !rc11.racy && !sc.racy;
        count.weak += usize::from(comparable && rc11.graphs.len() > sc.graphs.len());
        count.fenced += usize::from(operations.any(|it| matches!(it, Operation::Fence { .. })));
        count.graphs += rc11.graphs.len();
        count.candidates += rc11.candidates;
        count.most_graphs = count.most_graphs.max(rc11.graphs.len());
    }
    println!("{count:?}");
    let share = |some: usize, percent: usize| some * 100 >= count.programs * percent;
    assert!(share(count.racy, 4), "{count:?}");
    assert!(share(count.passing, 1), "{count:?}");
    assert!(share(count.waiting_for_ever, 2), "{count:?}");
    assert!(share(count.weak, 20), "{count:?}");
    assert!(share(count.fenced, 25), "{count:?}");
    assert!(count.graphs >= 20 * count.programs, "{count:?}");
    assert!(count.candidates >= 5 * count.graphs, "{count:?}");
}
