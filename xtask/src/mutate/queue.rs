//! Several mutants at a time.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use crate::ground::screen::Screen;
use crate::ground::stop::Stop;

/// Has `fate` say what comes of each of `numbers`, by its index, `jobs` at a time; fates are
/// in their order.
pub(super) fn run<Fate: Clone + Send>(
    screen: &Screen,
    jobs: NonZero<usize>,
    numbers: &[usize],
    fate: impl Fn(usize) -> Result<Fate, Stop> + Sync,
) -> Result<Vec<Fate>, Stop> {
    let bar = screen.bar("mutants", numbers.len());
    let queue: Mutex<VecDeque<usize>> = Mutex::new((0..numbers.len()).collect());
    let fates = Mutex::new(vec![None; numbers.len()]);
    let next = || queue.lock().expect("no thread panics").pop_front();
    thread::scope(|scope| {
        let worker = || {
            while let Some(index) = next() {
                match fate(index) {
                    Ok(fate) => fates.lock().expect("no thread panics")[index] = Some(fate),
                    Err(stop) => {
                        queue.lock().expect("no thread panics").clear();
                        return Err(stop);
                    }
                }
                bar.inc(1);
            }
            Ok(())
        };
        let workers: Vec<_> = (0..jobs.get().min(numbers.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        workers
            .into_iter()
            .try_for_each(|it| it.join().expect("no thread panics"))
    })?;
    let fates = fates.into_inner().expect("no thread panics");
    Ok(fates
        .into_iter()
        .map(|fate| fate.expect("every mutant was in the queue"))
        .collect())
}
