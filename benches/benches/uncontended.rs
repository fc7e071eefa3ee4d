//! One thread acquires, increments and releases: criterion's estimates, side by
//! side. For the ratios, see the bench `ratios`, which interleaves.

use core::hint::black_box;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use crossbeam_utils::CachePadded;
use latchwork_benches::contest::{ForEachLap, Lap, for_each_lap};
use latchwork_benches::seat;

struct Bench<'a, 'c>(&'a mut BenchmarkGroup<'c, WallTime>);

impl ForEachLap for Bench<'_, '_> {
    fn lap<L: Lap + 'static>(&mut self, name: &'static str) {
        let lock = CachePadded::new(L::new());
        let lock: &L = black_box(&lock);
        self.0.bench_function(name, |bencher| {
            bencher.iter(|| lock.lap());
        });
    }
}

fn uncontended(criterion: &mut Criterion) {
    // SAFETY: this thread holds no lock, and no other thread uses its locks.
    unsafe { seat::sit(0) };
    let mut group = criterion.benchmark_group("uncontended");
    for_each_lap(&mut Bench(&mut group));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(core::time::Duration::from_millis(300))
        .measurement_time(core::time::Duration::from_secs(2));
    targets = uncontended
}
criterion_main!(benches);
