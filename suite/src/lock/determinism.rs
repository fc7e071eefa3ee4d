//! Whether the machine is deterministic, once its scheduler's decisions are given.

use super::ModelCpu;
use crate::explore::{Sampling, run_under};
use crate::hardware::{Aim, Alternate, Fair, Hardware, Point, Policy, Starve, followed_to_the_end};
use crate::replay::Recording;
use crate::report::{Description, Mode};
use crate::{Check, Failure, Found, Property, Run};
use latchwork_atomic::{initial, model};
use latchwork_layer::Entry;
use latchwork_lock::author::HARDWARE;
use latchwork_lock::author::LockEvent;
use latchwork_lock::{McsLock, Mutex};
use shuttle::rand::{Rng, thread_rng};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex as HostMutex, PoisonError};

/// CPUs of the program that is recorded.
const CPUS: usize = 4;

/// Acquisitions of each.
const ROUNDS: usize = 3;

/// Recordings of each policy, and schedules that are drawn twice.
const SCHEDULES: usize = 200;

/// What the policies that are run twice draw from.
const SEED: u64 = 2016;

/// The lock of the program.
type Lock = McsLock<ModelCpu, CPUS>;

type Log = Vec<Entry<LockEvent>>;

/// What decides beside the schedule: nothing, or for a control something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// The schedule decides everything.
    Nothing,
    /// A counter of the host's, which goes on from execution to execution.
    HostCounter,
}

impl Outside {
    /// Whether the counter says so, now and then.
    fn interferes(self) -> bool {
        static COUNTER: AtomicUsize = AtomicUsize::new(0);
        // Relaxed: the number is all that matters.
        self == Outside::HostCounter && COUNTER.fetch_add(1, Relaxed) % 7 == 6
    }
}

/// The program: CPUs that take a lock by `lock` or by `try_lock`, as a number
/// that they draw says. Its log goes to `log` in the end.
fn program(outside: Outside, log: &Arc<HostMutex<Log>>) -> impl Fn() + Send + Sync + 'static {
    let log = Arc::clone(log);
    move || {
        let mutex = Arc::new(Mutex::<usize, Lock>::from_raw(initial!(Lock), 0));
        let (in_the_end, log) = (Arc::clone(&mutex), Arc::clone(&log));
        model::run(
            CPUS,
            move |_cpu| {
                for _ in 0..ROUNDS {
                    let tried = thread_rng().gen_bool(0.5).then(|| mutex.try_lock());
                    let mut guard = tried.flatten().unwrap_or_else(|| mutex.lock());
                    if outside.interferes() {
                        model::yield_now();
                    }
                    *guard += 1;
                }
            },
            move || {
                let entries = in_the_end.log().with(<[_]>::to_vec);
                *log.lock().unwrap_or_else(PoisonError::into_inner) = entries;
            },
        );
    }
}

/// One execution of the program: what was decided, and the log.
fn execute(run: &Run, hardware: Hardware, outside: Outside) -> (Recording, Log) {
    let recording = hardware.recording();
    let log = Arc::new(HostMutex::new(Log::new()));
    run_under(run, hardware, program(outside, &log));
    let recording = recording.lock().unwrap_or_else(PoisonError::into_inner);
    let log = log.lock().unwrap_or_else(PoisonError::into_inner);
    (recording.clone(), log.clone())
}

/// Schedules of every policy are recorded, written, read, and followed: each
/// must lead to the same log, entry by entry.
pub fn check_replay(outside: Outside) -> Check {
    let description = describe("replay: same log", "replay", outside);
    Check::new(description, move |run: &Run| {
        let (mut schedules, mut steps, mut entries) = (0, 0, 0);
        for seed in 0..SCHEDULES as u64 {
            for (_, policy) in every_policy(seed) {
                let hardware = Hardware::new(policy, seed);
                let (recorded, log) = execute(run, hardware, outside);
                let read: Recording = recorded.to_string().parse().expect("what was written");
                assert_eq!(read, recorded, "a recording is read as it was written");
                let (followed, again) = execute(run, Hardware::following(Arc::new(read)), outside);
                followed_to_the_end(&recorded, &followed)?;
                same_log(&log, &again)?;
                schedules += 1;
                steps += recorded.cpus.len();
                entries += log.len();
            }
        }
        run.explored();
        Ok(found(format!(
            "{schedules} schedules of all policies, {steps} decisions, {entries} log entries the \
             same"
        )))
    })
}

/// The two logs are the same, entry by entry.
fn same_log(recorded: &Log, followed: &Log) -> Result<(), Failure> {
    let same = |one: &Entry<LockEvent>, other: &Entry<LockEvent>| {
        (one.cpu, one.event, one.failed_polls) == (other.cpu, other.event, other.failed_polls)
    };
    let pairs = recorded.iter().zip(followed);
    if let Some((index, (one, other))) = pairs
        .enumerate()
        .find(|(_, (one, other))| !same(one, other))
    {
        return Err(Failure::of(
            Property::Determinism,
            format!("entry {index} of the log is {one:?} when recorded, {other:?} when followed"),
        ));
    }
    if recorded.len() != followed.len() {
        return Err(Failure::of(
            Property::Determinism,
            format!(
                "the log has {} entries when recorded, {} when followed",
                recorded.len(),
                followed.len()
            ),
        ));
    }
    Ok(())
}

/// Every policy is run twice from its seed: it must make the same decisions.
pub fn check_policies(outside: Outside) -> Check {
    let description = describe("policies: same decisions", "policies", outside);
    Check::new(description, move |run: &Run| {
        let (mut schedules, mut steps) = (0, 0);
        for ((name, one), (_, same)) in every_policy(SEED).into_iter().zip(every_policy(SEED)) {
            let decide = |policy| {
                let policy = Interfered(policy, outside);
                decisions(run, Hardware::new(policy, SEED))
            };
            let (once, twice) = (decide(one), decide(same));
            for (schedule, (once, twice)) in once.iter().zip(&twice).enumerate() {
                if once != twice {
                    let pairs = once.cpus.iter().zip(&twice.cpus);
                    let step = pairs.take_while(|(one, other)| one == other).count() + 1;
                    return Err(Failure::of(
                        Property::Determinism,
                        format!(
                            "{name}: schedule {schedule} is another the second time, from step \
                             {step} on"
                        ),
                    ));
                }
                schedules += 1;
                steps += once.cpus.len();
            }
        }
        run.explored();
        Ok(found(format!(
            "{schedules} schedules of all policies, {steps} decisions the same"
        )))
    })
}

/// The policies, and their names.
fn every_policy(seed: u64) -> Vec<(&'static str, Box<dyn Policy>)> {
    let sampled = |sampling: Sampling| (sampling.name(), sampling.policy(seed, CPUS));
    let mut policies: Vec<_> = Sampling::ALL.map(sampled).into();
    let starve = Starve::new(seed, 4 * CPUS, move |execution| Aim {
        progress: 0,
        victim: Some((execution + seed as usize) % CPUS),
    });
    let all = Sampling::ALL.map(|sampling| sampling.policy(seed, CPUS));
    policies.push(("starve", Box::new(starve)));
    policies.push((
        "fair",
        Box::new(Fair::new(Alternate::new(all.into()), 2 * CPUS)),
    ));
    policies
}

/// What `hardware` decides in each of several executions of the program.
fn decisions(run: &Run, hardware: Hardware) -> Vec<Recording> {
    let hardware = hardware.executions(SCHEDULES);
    let recording = hardware.recording();
    let all = Arc::new(HostMutex::new(Vec::new()));
    let (log, kept) = (Arc::default(), Arc::clone(&all));
    let program = program(Outside::Nothing, &log);
    run_under(run, hardware, move || {
        program();
        let recording = recording.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(recording.clone());
    });
    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
    all.clone()
}

/// A policy, but for a control not on its own.
struct Interfered(Box<dyn Policy>, Outside);

impl Policy for Interfered {
    fn begin(&mut self) {
        self.0.begin();
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        let chosen = self.0.choose(point);
        if self.1.interferes() {
            return point.runnable[0];
        }
        chosen
    }
}

fn found(detail: String) -> Found {
    Found {
        mode: Mode::Random,
        detail,
    }
}

fn describe(property: &str, name: &str, outside: Outside) -> Description {
    let client = format!("{CPUS}x{ROUNDS}");
    let variant = match outside {
        Outside::Nothing => "",
        Outside::HostCounter => "/host-counter",
    };
    let part = format!("{name}/{client}{variant}");
    Description {
        property: property.to_owned(),
        client,
        mode: Mode::Random,
        weight: 2,
        ..Description::about("Hardware", &HARDWARE, &part)
    }
}
