//! Several mutants at a time.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use crate::ground::screen::Screen;
use crate::ground::stop::Stop;

/// Has `fate` say what comes of the mutant with each of `numbers`, `jobs` at a time, and what
/// it does meanwhile; `site` is where the mutant is, and `finished` hears of its fate. Fates
/// are in the order of the numbers.
pub(super) fn run<Fate: Clone + Send>(
    screen: &Screen,
    jobs: NonZero<usize>,
    numbers: &[usize],
    site: impl Fn(usize) -> String + Sync,
    fate: impl Fn(usize, &dyn Fn(&str)) -> Result<Fate, Stop> + Sync,
    finished: impl Fn(usize, &Fate) + Sync,
) -> Result<Vec<Fate>, Stop> {
    let bar = screen.bar("mutants", numbers.len());
    let queue: Mutex<VecDeque<usize>> = Mutex::new((0..numbers.len()).collect());
    let fates = Mutex::new(vec![None; numbers.len()]);
    let next = || queue.lock().expect("no thread panics").pop_front();
    thread::scope(|scope| {
        let worker = || {
            while let Some(index) = next() {
                let number = numbers[index];
                let running = screen.spinner(&site(number));
                match fate(number, &|what| running.set_message(what.to_owned())) {
                    Ok(fate) => {
                        finished(number, &fate);
                        fates.lock().expect("no thread panics")[index] = Some(fate);
                    }
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
