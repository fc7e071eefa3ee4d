//! The execution graphs of one exploration, none of them twice.

use latchwork_explore::{Action, Execution};
use std::collections::BTreeSet;

/// The graphs seen so far.
#[derive(Debug, Default)]
pub(crate) struct Graphs {
    seen: BTreeSet<String>,
    repeated: Vec<String>,
}

impl Graphs {
    /// Adds the graph of `execution`.
    pub(crate) fn add(&mut self, execution: &Execution) {
        let graph = graph(execution);
        if !self.seen.insert(graph.clone()) {
            self.repeated.push(graph);
        }
    }

    /// How many there are, or one that came twice.
    pub(crate) fn count(&self) -> Result<usize, String> {
        match self.repeated.first() {
            None => Ok(self.seen.len()),
            Some(graph) => Err(format!("explored more than once:\n{graph}")),
        }
    }
}

/// The graph alone: its events thread by thread, whatever the order in which they
/// were run, with reads-from and modification order.
fn graph(execution: &Execution) -> String {
    let named = |from: Option<usize>| {
        from.map(|write| {
            (
                execution.events[write].thread,
                execution.events[write].index,
            )
        })
    };
    let mut events: Vec<_> = execution
        .events
        .iter()
        .map(|event| {
            let (mut action, mut read) = (event.action.clone(), None);
            if let Action::Read { from, newer, .. } = &mut action {
                // How many are newer follows from the rest.
                (read, *newer) = (named(from.take()), 0);
            } else if let Action::Update { from, .. } = &mut action {
                read = named(from.take());
            }
            (
                event.thread,
                event.index,
                format!("{action:?} from {read:?}"),
            )
        })
        .collect();
    events.sort();
    events
        .iter()
        .map(|(thread, index, action)| format!("{thread}.{index} {action}\n"))
        .collect()
}
