//! Which graph is run when, and by whom.

use super::estimate::Estimator;
use super::path::Path;
use super::play::{Judgement, Played, Player, lines};
use crate::execution::Execution;
use crate::failure::Failure;
use crate::fault::FailureKind;
use crate::graph::Graph;
use crate::replay::{Damaged, Replay};
use crate::report::{Progress, Report};
use crate::run::{Runs, Stacks, in_run};
use crate::settings::Settings;
use rayon::{Scope, ThreadPoolBuilder};
use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

type Model<'a> = &'a (dyn Fn() + Send + Sync);

/// A graph that is to be run.
#[derive(Debug)]
struct Item {
    graph: Graph,
    path: Path,
}

/// Runs that one worker does before others are asked to help.
const ALONE: usize = 64;

/// Runs that are to be left for each shard before they are dealt out.
const RUNS_A_SHARD: usize = 16;

/// Between two reports of progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

/// What all workers share. Counters are only read when all of them are done, or
/// for progress: Relaxed, wherever they are used.
struct Search<'a> {
    settings: &'a Settings,
    model: Model<'a>,
    runs: Runs,
    began: Instant,
    complete: AtomicU64,
    blocked: AtomicU64,
    depth: AtomicUsize,
    spurious_limit_reached: AtomicBool,
    wakeup_limit_reached: AtomicBool,
    interrupt_limit_reached: AtomicBool,
    /// The lines of each turn that was left out.
    polls: Mutex<BTreeSet<Vec<&'static Location<'static>>>>,
    /// Whether runs use cells in statics.
    static_cells: AtomicBool,
    /// Whether threads that are ended leak what they hold.
    leaks: AtomicBool,
    /// Whether a function of the caller's has panicked.
    abandoned: AtomicBool,
    /// Whether the limit on executions was reached.
    stopped: AtomicBool,
    /// The failure that one worker alone would have found first.
    failure: Mutex<Option<(Path, Failure)>>,
    estimator: Mutex<Estimator>,
    told: Mutex<Duration>,
}

/// See [`Explorer::explore`](crate::Explorer::explore).
pub(crate) fn explore(settings: &Settings, model: Model<'_>) -> Report {
    let search = Search::new(settings, model);
    search.run();
    search.report()
}

/// See [`Explorer::replay`](crate::Explorer::replay).
pub(crate) fn replay(settings: &Settings, replay: &Replay, model: Model<'_>) -> Report {
    let settings = Settings {
        memory_model: replay.memory_model,
        ..settings.clone()
    };
    on_own_thread(|| {
        let search = Search {
            runs: Runs::of_replay(),
            ..Search::new(&settings, model)
        };
        let mut player = Player {
            replays: true,
            ..search.player()
        };
        let path = Path::default();
        match replay.graph() {
            Ok(graph) => {
                search.visit(&mut player, Item { graph, path }, true);
            }
            Err(Damaged) => search.failed(path, damaged(replay)),
        }
        search.report()
    })
}

/// What is said of a replay that is damaged.
fn damaged(replay: &Replay) -> Failure {
    Failure {
        kind: FailureKind::Misuse,
        thread: None,
        message: "the replay is damaged, or of another version: explore the model again, and \
                  replay what that leaves"
            .to_owned(),
        at: None,
        accesses: Vec::new(),
        execution: Execution {
            threads: 0,
            events: Vec::new(),
            atomics: Vec::new(),
            accesses: Vec::new(),
            roles: Vec::new(),
        },
        replay: replay.clone(),
    }
}

/// Runs `work` on a thread of the host that ends with it. A thread of a model that
/// gets stuck in a destructor leaves its thread of the host panicking for ever.
fn on_own_thread<U: Send>(work: impl FnOnce() -> U + Send) -> U {
    assert!(
        !in_run(),
        "a model explores another model: call Explorer::explore outside of models"
    );
    let result = thread::scope(|scope| scope.spawn(work).join());
    result.unwrap_or_else(|panic| resume_unwind(panic))
}

impl<'a> Search<'a> {
    fn new(settings: &'a Settings, model: Model<'a>) -> Self {
        Self {
            settings,
            model,
            runs: Runs::default(),
            began: Instant::now(),
            complete: AtomicU64::new(0),
            blocked: AtomicU64::new(0),
            depth: AtomicUsize::new(0),
            spurious_limit_reached: AtomicBool::new(false),
            wakeup_limit_reached: AtomicBool::new(false),
            interrupt_limit_reached: AtomicBool::new(false),
            polls: Mutex::new(BTreeSet::new()),
            static_cells: AtomicBool::new(false),
            leaks: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            failure: Mutex::new(None),
            estimator: Mutex::new(Estimator::default()),
            told: Mutex::new(Duration::ZERO),
        }
    }

    fn player(&'a self) -> Player<'a> {
        let mut stacks = Stacks::default();
        if self.leaks.load(Relaxed) {
            stacks.leak();
        }
        Player {
            settings: self.settings,
            replays: false,
            model: self.model,
            runs: &self.runs,
            last_run: 0,
            stacks,
        }
    }

    fn run(&self) {
        let mut items = self.dealt();
        // A thread of a model that gets stuck in a destructor leaves its thread of
        // the host panicking for ever. Models would see that, so others go on.
        while !items.is_empty() {
            items = on_own_thread(|| self.go_on(items));
        }
    }

    /// Visits `items` and what they leave, until nothing is left, or this thread of
    /// the host is left panicking: what is left then.
    fn go_on(&self, mut items: Vec<Item>) -> Vec<Item> {
        let mut player = self.player();
        let mut alone = 0;
        while !thread::panicking() {
            let Some(item) = items.pop() else { break };
            let may_share = self.settings.workers > 1 && !self.static_cells.load(Relaxed);
            if alone >= ALONE && may_share && !items.is_empty() {
                items.push(item);
                break;
            }
            alone += 1;
            let others = self.visit(&mut player, item, true);
            items.extend(others.into_iter().rev());
        }
        if items.is_empty() || thread::panicking() {
            return items;
        }
        self.share(items)
    }

    /// The runs to begin with, the first one last; those that deal them out are
    /// visited.
    ///
    /// The runs of a search are numbered breadth first until there are enough of
    /// them. Each is of the shard of its number, and so is all that it leaves.
    fn dealt(&self) -> Vec<Item> {
        let mut items = VecDeque::from([Item {
            graph: Graph::new(self.settings.memory_model),
            path: Path::default(),
        }]);
        let Some(shard) = self.settings.shard else {
            return items.into();
        };
        let mut number = 0;
        while items.len() < RUNS_A_SHARD * shard.of() {
            let Some(item) = items.pop_front() else { break };
            let takes = shard.takes(number);
            items.extend(on_own_thread(|| {
                self.visit(&mut self.player(), item, takes)
            }));
            number += 1;
        }
        let numbered = items.into_iter().enumerate();
        let mut items: Vec<Item> = numbered
            .filter(|(index, _)| shard.takes(number + index))
            .map(|(_, item)| item)
            .collect();
        items.reverse();
        items
    }

    /// Visits what is left with all workers; what those leave that are left
    /// panicking is returned.
    fn share(&self, items: Vec<Item>) -> Vec<Item> {
        let left = Mutex::new(Vec::new());
        let pool = ThreadPoolBuilder::new()
            .num_threads(self.settings.workers)
            .thread_name(|worker| format!("explorer {worker}"))
            .build()
            .expect("the host has threads");
        pool.scope(|scope| {
            for item in items {
                self.spawn(scope, &left, item);
            }
        });
        let mut left = left.into_inner().unwrap_or_else(PoisonError::into_inner);
        // The first one last.
        left.sort_by(|one: &Item, other| other.path.compare(&one.path));
        left
    }

    fn spawn<'s>(&'s self, scope: &Scope<'s>, left: &'s Mutex<Vec<Item>>, item: Item) {
        thread_local! {
            static STACKS: RefCell<Stacks> = RefCell::new(Stacks::default());
            static LAST_RUN: RefCell<u64> = const { RefCell::new(0) };
        }
        scope.spawn(move |scope| {
            if thread::panicking() {
                return left
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(item);
            }
            let mut player = Player {
                stacks: STACKS.take(),
                last_run: LAST_RUN.take(),
                ..self.player()
            };
            let others = self.visit(&mut player, item, true);
            STACKS.set(player.stacks);
            LAST_RUN.set(player.last_run);
            // A worker takes what it spawned last, so the first is spawned last.
            for other in others.into_iter().rev() {
                self.spawn(scope, left, other);
            }
        });
    }

    /// Runs `item`; what it leaves is returned. It is counted only if it `counts`.
    fn visit(&self, player: &mut Player<'_>, item: Item, counts: bool) -> Vec<Item> {
        if self.is_over(&item.path) {
            return Vec::new();
        }
        let replay = || Replay::of(&item.graph);
        let Played {
            ending,
            graph,
            order,
            seen,
            others,
            spurious_limit_reached,
            polls,
            static_cells,
        } = self.play(player, &item.graph);
        self.static_cells.fetch_or(static_cells, Relaxed);
        if counts {
            self.depth.fetch_max(order.len(), Relaxed);
            self.spurious_limit_reached
                .fetch_or(spurious_limit_reached, Relaxed);
            self.wakeup_limit_reached
                .fetch_or(seen.wakeup_limit_reached, Relaxed);
            self.interrupt_limit_reached
                .fetch_or(seen.interrupt_limit_reached, Relaxed);
            if !polls.is_empty() {
                let mut known = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
                known.extend(polls);
            }
        }
        let complete = match ending {
            Judgement::Complete => Some(true),
            Judgement::Blocked => Some(false),
            Judgement::Inconsistent => None,
            Judgement::Failed(thread, fault) => {
                let failure = Failure {
                    kind: fault.kind,
                    thread,
                    message: fault.message,
                    at: fault.at,
                    accesses: seen.all_numbered(fault.accesses),
                    execution: graph.show(&order, &seen),
                    replay: replay(),
                };
                self.failed(item.path.clone(), failure);
                None
            }
        };
        if let Some(complete) = complete.filter(|_| counts) {
            let counter = if complete {
                &self.complete
            } else {
                &self.blocked
            };
            counter.fetch_add(1, Relaxed);
            if let Some(look) = &self.settings.on_execution {
                self.call(|| look(&graph.show(&order, &seen), complete));
            }
            self.tell();
        }
        let others = others.into_iter().enumerate();
        others
            .map(|(index, graph)| Item {
                graph,
                path: item.path.then(index),
            })
            .collect()
    }

    /// Runs the model along `graph`. If a thread gets stuck in a destructor, threads
    /// that are ended leak what they hold, from then on.
    fn play(&self, player: &mut Player<'_>, graph: &Graph) -> Played {
        if self.leaks.load(Relaxed) {
            player.stacks.leak();
        }
        let played = player.play(graph);
        self.leaks.fetch_or(player.stacks.leaks(), Relaxed);
        played
    }

    /// Whether the run at `path` is not needed any more.
    fn is_over(&self, path: &Path) -> bool {
        if self.abandoned.load(Relaxed) {
            return true;
        }
        let explored = self.complete.load(Relaxed) + self.blocked.load(Relaxed);
        if self
            .settings
            .execution_limit
            .is_some_and(|limit| explored >= limit)
        {
            self.stopped.store(true, Relaxed);
            return true;
        }
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure
            .as_ref()
            .is_some_and(|(first, _)| first.is_before(path))
    }

    fn failed(&self, path: Path, failure: Failure) {
        let mut first = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if first
            .as_ref()
            .is_none_or(|(known, _)| path.is_before(known))
        {
            *first = Some((path, failure));
        }
    }

    /// Says how far the search is, if somebody wants to know and it is time.
    fn tell(&self) {
        let Some(look) = &self.settings.on_progress else {
            return;
        };
        let elapsed = self.began.elapsed();
        let Ok(mut told) = self.told.try_lock() else {
            return;
        };
        if elapsed < *told + PROGRESS_EVERY {
            return;
        }
        *told = elapsed;
        let mut estimator = self
            .estimator
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut player = self.player();
        estimator.probe(&mut player, self.settings.memory_model);
        self.leaks.fetch_or(player.stacks.leaks(), Relaxed);
        let progress = Progress {
            complete: self.complete.load(Relaxed),
            blocked: self.blocked.load(Relaxed),
            estimate: estimator.estimate(),
        };
        self.call(|| look(&progress));
    }

    /// Calls what the caller of the search has given it. If that panics, no worker
    /// begins another run.
    fn call(&self, look: impl FnOnce()) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(look)) {
            self.stopped.store(true, Relaxed);
            self.abandoned.store(true, Relaxed);
            resume_unwind(panic);
        }
    }

    fn report(self) -> Report {
        let failure = self
            .failure
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let failure = failure.map(|(_, failure)| failure);
        let polls = self.polls.into_inner();
        let polls = polls.unwrap_or_else(PoisonError::into_inner);
        Report {
            memory_model: self.settings.memory_model,
            complete: self.complete.into_inner(),
            blocked: self.blocked.into_inner(),
            depth: self.depth.into_inner(),
            elapsed: self.began.elapsed(),
            ended: !self.stopped.into_inner() && failure.is_none(),
            spurious_limit_reached: self.spurious_limit_reached.into_inner(),
            wakeup_limit_reached: self.wakeup_limit_reached.into_inner(),
            interrupt_limit_reached: self.interrupt_limit_reached.into_inner(),
            polls: polls.iter().map(|places| lines(places)).collect(),
            shard: self.settings.shard,
            failure,
        }
    }
}
