//! Calls between CPUs, on threads of the host, which have no interrupts: who waits serves.

#![cfg(not(any(loom, shuttle, explore)))]

use latchwork_cpu::{Cpu, Host, interrupts};
use latchwork_sched::{Busy, CpuSet, CrossCalls, SendInterrupt};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

const CPUS: usize = 8;

/// Nobody is interrupted.
#[derive(Debug)]
struct Nothing;

impl SendInterrupt for Nothing {
    type Cpu = Host;

    fn send_interrupt(&self, _cpu: usize) {}
}

type Calls = CrossCalls<Nothing, CPUS>;

#[test]
fn cpus_that_call_each_other_with_interrupts_off_serve_each_other() {
    const TIMES: usize = if cfg!(miri) { 5 } else { 1_000 };
    let calls = Calls::new(Nothing);
    let ran: [AtomicUsize; CPUS] = [const { AtomicUsize::new(0) }; CPUS];
    let numbers = [const { AtomicUsize::new(0) }; 2];
    let (begin, done) = (Barrier::new(2), AtomicUsize::new(0));
    let work = |which: usize| {
        // Relaxed, both: the barrier orders them.
        numbers[which].store(Host::index(), Relaxed);
        begin.wait();
        // Relaxed: the barrier orders it.
        let other = CpuSet::none().with(numbers[1 - which].load(Relaxed));
        interrupts::without::<Host, _>(|| {
            for time in 1..=TIMES {
                let answer = AtomicUsize::new(0);
                // Relaxed, both: the call orders them.
                calls.call(&other, &|cpu| {
                    ran[cpu].fetch_add(1, Relaxed);
                    answer.store(time, Relaxed);
                });
                assert_eq!(answer.into_inner(), time);
            }
        });
        // Relaxed: nothing is read on the strength of it.
        done.fetch_add(1, Relaxed);
        while done.load(Relaxed) < 2 {
            calls.serve();
            thread::yield_now();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| work(0));
        scope.spawn(|| work(1));
    });
    let ran: usize = ran.into_iter().map(AtomicUsize::into_inner).sum();
    assert_eq!(ran, 2 * TIMES);
}

/// Miri starts no program.
#[cfg(not(miri))]
mod own_process {
    use super::*;
    use std::env;
    use std::process::Command;

    #[test]
    fn a_function_that_panics_ends_the_program() {
        const CASE: &str = "LATCHWORK_CASE";
        if env::var(CASE).is_ok() {
            let calls = Calls::new(Nothing);
            let this = CpuSet::none().with(Host::index());
            interrupts::without::<Host, _>(|| calls.call(&this, &|_| panic!("of a function")));
            return;
        }
        let output = Command::new(env::current_exe().expect("the test knows its program"))
            .args([
                "--exact",
                "own_process::a_function_that_panics_ends_the_program",
            ])
            .arg("--nocapture")
            .env(CASE, "")
            .output()
            .expect("the test runs itself");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{said}");
        let why = "a function that another CPU called panicked, and it waits";
        assert!(
            said.contains("of a function") && said.contains(why),
            "{said}"
        );
    }
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn what_is_posted_is_run_when_the_cpu_serves() {
        static RAN: AtomicUsize = AtomicUsize::new(0);
        let calls = Calls::new(Nothing);
        let this = CpuSet::none().with(Host::index());
        let count = &|_cpu| {
            // Relaxed: one thread.
            RAN.fetch_add(1, Relaxed);
        };
        calls.serve();
        assert_eq!(calls.post(&CpuSet::none(), count), Ok(()));
        assert_eq!(calls.post(&this, count), Ok(()));
        assert_eq!(calls.post(&this, count), Ok(()));
        assert_eq!(calls.post(&this, count), Err(Busy));
        // Relaxed: one thread.
        let ran = || RAN.load(Relaxed);
        assert_eq!(ran(), 0);
        calls.serve();
        assert_eq!(ran(), 2);
        assert_eq!(calls.post(&this, count), Ok(()));
        // A call to oneself runs what was posted before, too: all slots of a group are looked at.
        interrupts::without::<Host, _>(|| calls.call(&this, count));
        assert_eq!(ran(), 4);
    }
}
