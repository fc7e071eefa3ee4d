//! What an event means to those who wait.

#[cfg(shuttle)]
use latchwork_layer::Entry;

/// What an event of a CPU means to those who wait for an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// From here on it waits.
    Arrives,
    /// It waits no more: it is served.
    Served,
    /// It is served, without having waited.
    Passes,
    /// It lets others be served.
    Leaves,
    /// Nothing.
    Aside,
}

/// Whether `cpu` waits at the end of `log`, and has done nothing since it arrived.
#[cfg(shuttle)]
pub(crate) fn waits<E>(log: &[Entry<E>], turn: fn(&E) -> Turn, cpu: usize) -> bool {
    let last = log.iter().rfind(|entry| entry.cpu == cpu);
    last.is_some_and(|entry| turn(&entry.event) == Turn::Arrives)
}

/// The CPU that everybody waits for at the end of `log`: the one that is being served
/// or, while nobody is, whoever arrived first.
#[cfg(shuttle)]
pub(crate) fn holder_or_first<E>(log: &[Entry<E>], turn: fn(&E) -> Turn) -> Option<usize> {
    let mut waiting = Vec::new();
    let mut holder = None;
    for entry in log {
        match turn(&entry.event) {
            Turn::Arrives => waiting.push(entry.cpu),
            Turn::Served | Turn::Passes => {
                waiting.retain(|&cpu| cpu != entry.cpu);
                holder = Some(entry.cpu);
            }
            Turn::Leaves => holder = None,
            Turn::Aside => {}
        }
    }
    holder.or(waiting.first().copied())
}
