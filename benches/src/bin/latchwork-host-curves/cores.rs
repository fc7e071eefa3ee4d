//! The cores of this machine, and whether the system let a thread run on its own.

use core_affinity::CoreId;
use latchwork_benches::seat::SEATS;
use std::fs;

/// A logical CPU of each core that this process may use: hyperthreads of one core share
/// what the model gives each CPU alone.
///
/// # Errors
///
/// If the system does not say which there are.
pub(crate) fn cores() -> Result<Vec<CoreId>, String> {
    let all = core_affinity::get_core_ids().unwrap_or_default();
    if all.is_empty() {
        return Err("this system does not say which cores it has".to_owned());
    }
    let mut cores = one_each(&all, |core| {
        let path = format!("/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list");
        fs::read_to_string(path).ok()
    });
    cores.truncate(SEATS);
    Ok(cores)
}

/// The first of `all` with each list of siblings; one that has no list is a core.
fn one_each(all: &[CoreId], siblings: impl Fn(usize) -> Option<String>) -> Vec<CoreId> {
    let mut seen: Vec<String> = Vec::new();
    let mut cores = all.to_vec();
    cores.retain(|core| match siblings(core.id) {
        Some(list) if seen.contains(&list) => false,
        Some(list) => {
            seen.push(list);
            true
        }
        None => true,
    });
    cores
}

/// Bytes of a line, as Linux says.
pub(crate) fn line() -> Option<usize> {
    let path = "/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size";
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// Keeps the calling thread on `core`.
///
/// # Panics
///
/// If the system does not let it.
pub(crate) fn pin(core: CoreId) {
    assert!(
        core_affinity::set_for_current(core),
        "the system does not keep a thread on CPU {}",
        core.id
    );
}

/// Nanoseconds that the calling thread could have run and did not, where Linux tells.
pub(crate) fn kept_waiting() -> Option<u64> {
    waited(&fs::read_to_string("/proc/thread-self/schedstat").ok()?)
}

/// The second number of a line of `schedstat`.
fn waited(line: &str) -> Option<u64> {
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyperthreads_of_a_core_are_one() {
        let all = [0, 1, 2, 3, 4].map(|id| CoreId { id });
        let siblings = |id| match id {
            0 | 2 => Some("0,2".to_owned()),
            1 | 3 => Some("1,3".to_owned()),
            _ => None,
        };
        let cores = one_each(&all, siblings);
        assert_eq!(cores.iter().map(|it| it.id).collect::<Vec<_>>(), [0, 1, 4]);
        assert_eq!(one_each(&all, |_| None).len(), 5);
    }

    #[test]
    fn the_time_that_a_thread_waited_is_the_second_number() {
        assert_eq!(waited("5 46339 1\n"), Some(46339));
        assert_eq!(waited("5"), None);
        assert_eq!(waited("5 x 1"), None);
    }
}
