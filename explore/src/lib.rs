//! Explores every execution of a small concurrent program, each exactly once, under the RC11 memory model.
//!
//! You write the program over this crate's atomics, threads and mutexes, which have the API of `std`'s (and of loom's), and its cells, which have that of loom's: `with` and `with_mut`. The explorer runs it once for each execution that the memory model allows: stale reads, reordered stores, spurious failures. If one of them races, panics, uses freed memory or gets stuck, you are shown that execution.
//!
//! ```
//! use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::{Acquire, Release}};
//! use latchwork_explore::{Explorer, cell::UnsafeCell, thread};
//! use std::sync::Arc;
//!
//! struct Message {
//!     ready: AtomicUsize,
//!     text: UnsafeCell<&'static str>,
//! }
//! // SAFETY: the text is read only by who has seen that it is ready.
//! unsafe impl Sync for Message {}
//!
//! let report = Explorer::new().explore(|| {
//!     let message = Arc::new(Message {
//!         ready: AtomicUsize::new(0),
//!         text: UnsafeCell::new(""),
//!     });
//!     let sent = Arc::clone(&message);
//!     let sender = thread::spawn(move || {
//!         // SAFETY: as for `Sync`.
//!         sent.text.with_mut(|text| unsafe { *text = "hello" });
//!         sent.ready.store(1, Release);
//!     });
//!     message.ready.await_until(Acquire, |ready| ready == 1);
//!     // SAFETY: as for `Sync`.
//!     assert_eq!(message.text.with(|text| unsafe { *text }), "hello");
//!     sender.join().unwrap();
//! });
//! assert!(report.ended && report.failure.is_none());
//! assert_eq!(report.complete, 1);
//! ```
//!
//! With `Relaxed` in place of `Release` the same program has a data race, and the failure names both accesses:
//!
//! ```
//! # use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::{Acquire, Relaxed}};
//! # use latchwork_explore::{Explorer, FailureKind, cell::UnsafeCell, thread};
//! # use std::sync::Arc;
//! # struct Message { ready: AtomicUsize, text: UnsafeCell<&'static str> }
//! # unsafe impl Sync for Message {}
//! # let report = Explorer::new().explore(|| {
//! #     let message = Arc::new(Message { ready: AtomicUsize::new(0), text: UnsafeCell::new("") });
//! #     let sent = Arc::clone(&message);
//! #     let sender = thread::spawn(move || {
//! #         sent.text.with_mut(|text| unsafe { *text = "hello" });
//! sent.ready.store(1, Relaxed);
//! #     });
//! #     message.ready.await_until(Acquire, |ready| ready == 1);
//! #     assert_eq!(message.text.with(|text| unsafe { *text }), "hello");
//! #     sender.join().unwrap();
//! # });
//! let failure = report.failure.unwrap();
//! assert_eq!(failure.kind, FailureKind::DataRace);
//! println!("{failure}\n{}", failure.table()); // what happened, as a table
//! ```
//!
//! In a test, [`model`] is shorter: it panics with both.
//!
//! # What is explored
//!
//! Every execution of the program that RC11 (Lahav et al., PLDI 2017) allows, with the release sequences of C++20: all values that a load may read, all places in modification order that a store may take, read-modify-writes, fences, `SeqCst`, and both outcomes of a weak compare-exchange. Turns of a loop that [polls](#waits) are left out, and said to be. Each execution is run exactly once: two executions differ in what some read reads from, or in the modification order of some atomic, and not in the order in which unrelated steps were made. [`MemoryModel::Sc`] explores the sequentially consistent ones only.
//!
//! Between the accesses a thread runs as it does on the host, and must do the same again when it reads the same again.
//!
//! The method is stateless optimal partial-order reduction over execution graphs (TruSt: Kokologiannakis, Marmanis, Gladstein, Vafeiadis, POPL 2022). It needs memory for one execution and the alternatives along it, whatever their number.
//!
//! # What is reported
//!
//! [`Explorer::explore`] runs the program in every execution and returns a [`Report`]. It says how many executions were `complete`, how many `blocked` (a thread waits in them for a value that nobody is left to write, though it gets one in executions in which the others take turns otherwise: the search has to try them, and counts them apart), how many events the longest had, and whether the search `ended`. A search that a limit has cut short has not, and shows less.
//!
//! The search stops at the first [`Failure`]. Its kinds:
//!
//! | [`FailureKind`] | |
//! |---|---|
//! | `DataRace` | two accesses to a [cell](cell::UnsafeCell), one a write (and a drop is one), or to an atomic, one of them as plain memory (`get_mut`, `into_inner`), and neither happens before the other; both places |
//! | `UseAfterFree` | an access to an [allocation](alloc) that was freed, or a second free; both places |
//! | `Leak` | an [allocation](alloc) that nobody has freed at the end, if [`Explorer::leaks`] asks; where it was made |
//! | `Panic` | a thread panicked: your assertions, specifications, invariants |
//! | `Deadlock` | everybody who is left waits for a mutex, a condition variable, a thread, or (halted) an interrupt |
//! | `Livelock` | somebody awaits a value that nobody writes, or polls for it: where, and what it reads instead |
//! | `StepLimit` | a thread went on for too long; the lines of the loop |
//! | `Divergence` | the model did something else when it was run again: the step |
//! | `Misuse` | too many threads, an atomic of another model, … |
//!
//! [`Failure::execution`] is the execution, step by step, with the write that each read has read, and how many newer ones there were: a stale read can be seen as such. [`Failure::table`] shows it, with the accesses to cells that threads share, and a mark at what is wrong; what the main thread does before it spawns anybody is only counted there, and so are the turns of a loop. `set_name`, of [atomics](sync::atomic::AtomicUsize::set_name) and of [cells](cell::UnsafeCell::set_name), gives an object a name for it. [`Failure::replay`] is a value to store (it has `serde`), and [`Explorer::replay`] runs that execution again:
//!
//! ```
//! use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
//! use latchwork_explore::{Explorer, thread};
//! use std::sync::Arc;
//!
//! fn lost_update() {
//!     let x = Arc::new(AtomicUsize::new(0));
//!     let add = |x: &AtomicUsize| x.store(x.load(Relaxed) + 1, Relaxed);
//!     let other = Arc::clone(&x);
//!     let other = thread::spawn(move || add(&other));
//!     add(&x);
//!     other.join().unwrap();
//!     assert_eq!(x.load(Relaxed), 2);
//! }
//!
//! let explorer = Explorer::new();
//! let failure = explorer.explore(lost_update).failure.expect("an update is lost");
//! let stored = serde_json::to_string(&failure.replay).unwrap();
//!
//! let replay = serde_json::from_str(&stored).unwrap();
//! let again = explorer.replay(&replay, lost_update).failure.expect("again");
//! assert_eq!(again.message, failure.message);
//! ```
//!
//! A replay is of one program. If the program was changed and makes other accesses along that execution, or the same with other orderings, the replay ends in a [`Divergence`](FailureKind::Divergence) where the two part. If its accesses are the same, the execution is run, and passes if nothing in it is wrong any more. Neither says anything of other executions: then explore.
//!
//! Every execution can be looked at, too: [`Explorer::on_execution`]. It may be called from several threads.
//!
//! ```
//! use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
//! use latchwork_explore::{Action, Explorer, thread};
//! use std::sync::atomic::AtomicUsize as Counter;
//! use std::sync::Arc;
//!
//! // How often does store buffering show, in how many executions?
//! let stale = Arc::new(Counter::new(0));
//! let count = Arc::clone(&stale);
//! let report = Explorer::new()
//!     .on_execution(move |execution, _complete| {
//!         let both = execution.events.iter().all(|event| match event.action {
//!             Action::Read { from, .. } => from.is_none(),
//!             _ => true,
//!         });
//!         count.fetch_add(usize::from(both), Relaxed);
//!     })
//!     .explore(|| {
//!         let atomics = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
//!         let others = Arc::clone(&atomics);
//!         let other = thread::spawn(move || {
//!             others[1].store(1, Relaxed);
//!             others[0].load(Relaxed)
//!         });
//!         atomics[0].store(1, Relaxed);
//!         atomics[1].load(Relaxed);
//!         other.join().unwrap();
//!     });
//! assert_eq!((stale.load(Relaxed), report.complete), (1, 4));
//! ```
//!
//! A model may have inputs: [`thread::choose`] is any number below a bound, and each is explored.
//!
//! # Waits
//!
//! A loop that polls may stay as it is: `while !flag.load(Acquire) { spin_loop() }`, also of several atomics, also around a compare-exchange or a `swap`. Its turns that change nothing are left out, so it has the complete executions of a wait, and [`Report::polls`] names its lines: *that nothing is missed rests on the turns being alike*. The explorer sees what a thread asks for and not its variables. A loop whose turns differ in what the thread asks for, in which it accesses a cell, allocates, frees, or says that it [has an effect](thread::has_effect), or that ends after at most 128 turns, is explored with all of them. One that gives up later, that counts its turns, or only notes that there was one, and acts on that behind the loop, needs [`Explorer::every_turn`]. In short: a poll is taken for a wait if the thread, told the same again and again, asks for the same.
//!
//! A thread that can be seen to wait costs less: `await_until`, which every atomic has, blocks until there is a write that it may read and accept. There is no assumption in it but that the condition is pure.
//!
//! ```
//! use latchwork_explore::sync::atomic::{AtomicBool, Ordering::{Acquire, Relaxed, Release}};
//! use latchwork_explore::{model, thread};
//! use std::sync::Arc;
//!
//! model(|| {
//!     let locked = Arc::new(AtomicBool::new(false));
//!     let pass = |locked: &AtomicBool| loop {
//!         locked.await_until(Relaxed, |locked| !locked);
//!         if locked.compare_exchange(false, true, Acquire, Relaxed).is_ok() {
//!             return locked.store(false, Release);
//!         }
//!     };
//!     let other = Arc::clone(&locked);
//!     let other = thread::spawn(move || pass(&other));
//!     pass(&locked);
//!     other.join().unwrap();
//! });
//! ```
//!
//! A loop that *retries*, as around the compare-exchange of a lock-free structure, is explored with all of its turns: each that fails does so because somebody else got on. Only a turn in which a weak exchange fails without a reason is left out, where the next turn is the same.
//!
//! # Interrupts
//!
//! A thread may be a CPU with [interrupts](interrupt): handlers that it registers come as calls at its accesses, while they are on, by themselves or raised by another thread; and each place is explored.
//!
//! # Limits
//!
//! - **Size.** [`Explorer::MAX_THREADS`] threads, the main one included; atomics of at most 64 bits. The number of executions is exponential in the number of accesses that conflict: two to four threads with a few accesses each are the usual size.
//! - **RC11 is not all of C11.** It forbids load buffering (a cycle of program order and reads-from), which C11 and some hardware allow; this matters only to a program in which two threads each load, and then store to what the other loads, and nothing orders the store after the load for the other (a release store that the other's acquire load reads does).
//! - **Spurious failures** of weak compare-exchanges are bounded: [`Explorer::spurious_failures`] for each thread, 1 if you say nothing. [`Report::spurious_limit_reached`] says whether there would have been more. One that is made again at once, in a loop that has changed nothing, does what it would have done, and is not counted: [`Report::polls`] names the loop.
//! - **Spurious wakeups** of condition variables are bounded in the same way: [`Explorer::spurious_wakeups`] for each thread, 1 if you say nothing; [`Report::wakeup_limit_reached`].
//! - **Interrupts** come by themselves, and nest, as often as the model says: [`Report::interrupt_limit_reached`]. They come at accesses, and not between two instructions that access nothing; see [there](interrupt#limits).
//! - **Addresses.** An atomic is known by where it lies. The initial value of an atomic is visible to everybody who can name it, as in RC11, also if it was put on the heap during the execution: that a thread got at the memory without synchronization is noticed in [allocations](alloc::allocate), and everywhere in a program whose allocator is [`alloc::Heap`]. Memory of the host's allocator that is freed and allocated again within one execution may have the same address; [`alloc::allocate`] never gives an address out twice, so that the ABA problem of freed nodes does not hide behind the allocator's mood.
//! - **Statics** that are atomics begin each execution with their initial value; atomics from outside of the closure do, too. Cells in statics are put back after each execution. A cell that the closure borrows from outside is refused in the second execution.
//! - **Ghost state.** What a model keeps in host memory (a `Vec` behind `std::sync::Mutex`) is seen in the one order in which the execution happens to be run. Whoever changes it in a loop that polls says so by [`thread::has_effect`]: otherwise turns are left out, and some are tried that are in no execution.
//! - **The last drop of an `Arc`** of `std`, whose counts are the host's, is known by its name on the stack, which takes symbols: in a stripped program it is taken for a race. Whatever cells it drops are not checked against accesses of other threads that it may race with.
//! - **Real operating-system primitives** must not block inside a model: the explorer cannot run another thread of the model then. It notices, says so, and ends the process.
//! - **Stacks** of the model's threads are small ([`Explorer::stack_size`]); where one overflows, the process ends with a segmentation fault.
//! - **Mutexes and condition variables** are for what is not the point. They have no poison. In the table of an execution they are atomics, numbered with the others: of a mutex `true` is locked, of a condition variable the bits are who waits.
//! - **Memory** is that of one execution and its alternatives, whatever the number of executions. One exception: in a blocked execution the threads that are left are unwound; from the first one on whose destructors get at the model's memory, what threads hold in blocked executions leaks instead, because such a destructor cannot be run.
//! - **Determinism.** A model depends on what it reads from this crate's atomics and cells, and on nothing else: no time, no random numbers, no hash order.
//!
//! # Large searches
//!
//! The workers of [`Explorer::workers`] share the search; the report does not depend on their number. [`Explorer::on_progress`] tells how far it is, with an estimate of the whole (Knuth's, 1975, by random probes) and its spread.
//!
//! For more than one machine: [`Explorer::shard`] takes the i-th of n parts, so that any job runner can spread them (a matrix of a CI service, partitions of a test runner, a batch queue). [`Report::summary`] is what a part writes to a file (it has `serde`), and [`merge`] puts the files together. It refuses if a part is missing, is there twice, or belongs to another search.
//!
//! ```
//! use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
//! use latchwork_explore::{Explorer, Shard, Summary, merge, thread};
//! use std::sync::Arc;
//!
//! fn three_adders() {
//!     let x = Arc::new(AtomicUsize::new(0));
//!     let adders: Vec<_> = (0..3)
//!         .map(|_| Arc::clone(&x))
//!         .map(|x| thread::spawn(move || x.fetch_add(1, Relaxed)))
//!         .collect();
//!     for adder in adders {
//!         adder.join().unwrap();
//!     }
//! }
//!
//! let part = |shard: &str| -> Summary {
//!     let shard: Shard = shard.parse().unwrap(); // of the command line
//!     Explorer::new().shard(shard).explore(three_adders).summary("three adders")
//! };
//! let parts = [part("1/3"), part("2/3"), part("3/3")];
//! assert_eq!(merge(&parts).unwrap().complete, 6);
//! assert_eq!(merge(&parts[1..]).unwrap_err().to_string(), "shards are missing: 1/3");
//! ```
//!
//! # How it compares
//!
//! - **loom** explores schedules of real code with stale values, and prunes some; it is older, widely used, and finds most missing orderings. It has at most 5 threads and 7 values an atomic, takes SeqCst accesses for AcqRel, never fails spuriously, misses some races behind fences, and has false alarms where swaps meet stores. An MCS lock with three threads costs it 136,938 executions with pruned waits; there are 66. It has `Arc`, `Notify`, channels and futures, which this crate does not.
//! - **shuttle** draws schedules at random: sequentially consistent, no proof of absence, but any number of threads and long programs. Use it for what is too large to be explored.
//! - **GenMC** is the model checker for C and C++ whose method this is (and which has more of it: IMM and other models, symmetry, barriers, bounds). Where both have been run on the same programs, the counts are the same, but for SeqCst accesses beside others of the same thread to the same location: there GenMC 0.11 leaves out executions that RC11 allows.
//! - **Miri** runs one execution at a time of the whole language, with all of its undefined behaviour (aliasing, alignment, validity), and draws weak behaviours at random. This crate knows cells, atomics and tracked allocations only.
//!
//! None of them is a proof for more threads than were explored.

// What a model is written with.
pub mod alloc;
pub mod cell;
pub mod hint;
pub mod interrupt;
pub mod sync;
pub mod thread;

// How it is explored. Each knows those below it.
mod explorer;

mod search;

mod settings;

mod merge;
mod report;
mod shard;

mod failure;
mod replay;
mod run;

mod table;

mod execution;
mod graph;

mod fault;
mod limits;
mod memory_model;

pub use execution::{Action, Atomic, Event, Execution, Holds, Role};
pub use explorer::{Explorer, model};
pub use failure::Failure;
pub use fault::{Access, Deed, FailureKind};
pub use memory_model::MemoryModel;
pub use merge::{MergeError, merge};
pub use replay::Replay;
pub use report::{Estimate, Progress, Report, Summary};
pub use shard::{Shard, ShardError};
