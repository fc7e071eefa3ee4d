//! The table.

use super::has::table;
use super::parameters::{
    Good, HandsOut, Lacks, Local, Nowhere, OneAtATime, Pinned, Rooted, Tearable, Torn,
};
#[cfg(not(any(loom, shuttle, explore)))]
use core::panic::{RefUnwindSafe, UnwindSafe};
#[cfg(any(loom, shuttle, explore))]
use latchwork_atomic::Gate;
#[cfg(not(coherence))]
use latchwork_atomic::model;
use latchwork_atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Backoff,
    NoUnwind, Pace, Proportional, SpinHint, UnsafeCell, Yielding,
};
use latchwork_cpu::{Host, Nesting, Nestings, Registered};
use latchwork_layer::{
    Composition, Entry, Layer, Log, Object, Refinement, Stuck, Unfounded, Unreliable, Violation,
};
use latchwork_lock::author::{
    Drawn, HandOff, Here, Interrupts, LockEvent, LockRelyGuarantee, LockSpec, LockState, McsPlace,
    McsToken, Off, Order, Preemption, Section, StealingPlace, Ticket,
};
use latchwork_lock::order::graph::{
    Again, Attempt, Circle, Class, Kind, Named, NoRoom, OrderGraph, Orders, Report, Step, Tracked,
};
use latchwork_lock::order::{Held, Nothing, OrderedGuard, OrderedMutex};
use latchwork_lock::stats::{Counted, CountedPlace, Statistics};
use latchwork_lock::{
    AsIs, InterruptsOff, MappedMutexGuard, McsLock, McsMutex, Mutex, MutexGuard, PreemptionOff,
    StealingLock, TicketLock, TicketMutex, TtasLock, TtasMutex, WithClock,
};
use latchwork_mem::quota::{QuotaEvent, QuotaSpec, QuotaState};
use latchwork_mem::{Excess, Exhausted, Quota};
use latchwork_sched::cross_call::{CrossCallEvent, CrossCallSpec, CrossCallState, UnderWay};
use latchwork_sched::queue::{QueueEvent, QueueSpec};
use latchwork_sched::{Busy, CpuSet, CrossCalls, Full, Queue};

table! {
    // The façade.
    AtomicBool: Send Sync Unpin UnwindSafe RefUnwindSafe;
    AtomicU8: Send Sync Unpin UnwindSafe RefUnwindSafe;
    AtomicU16: Send Sync Unpin UnwindSafe RefUnwindSafe;
    AtomicU32: Send Sync Unpin UnwindSafe RefUnwindSafe;
    AtomicU64: Send Sync Unpin UnwindSafe RefUnwindSafe;
    AtomicUsize: Send Sync Unpin UnwindSafe RefUnwindSafe;
    AtomicPtr<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    AtomicPtr<Local>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    UnsafeCell<Good>: Send Unpin UnwindSafe;
    UnsafeCell<OneAtATime>: Send Unpin UnwindSafe;
    UnsafeCell<Rooted>: Unpin UnwindSafe;
    UnsafeCell<Pinned>: Send UnwindSafe;
    UnsafeCell<Torn>: Send Unpin;
    NoUnwind: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Pace: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Proportional<8>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    SpinHint: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Backoff<8>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Yielding<Local>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    #[cfg(any(loom, shuttle, explore))]
    Gate: Send Sync Unpin;
    #[cfg(any(loom, explore))]
    model::Pruning: Send Sync Unpin;
    #[cfg(any(loom, explore))]
    model::Reduction: Send Sync Unpin;
    #[cfg(any(loom, shuttle))]
    model::Doing: Send Sync Unpin;
    #[cfg(any(loom, shuttle))]
    model::LastRead: Send Sync Unpin;

    // A handler is its thread's, and whoever has the line may raise it.
    #[cfg(not(any(loom, coherence)))]
    model::interrupt::Interrupt: Unpin;
    #[cfg(not(any(loom, coherence)))]
    model::interrupt::Line: Send Sync Unpin UnwindSafe RefUnwindSafe;

    // Logs and specifications.
    Log<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    #[cfg(not(any(loom, shuttle, explore)))]
    Log<Local>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    // What is recorded is there.
    #[cfg(any(loom, shuttle, explore))]
    Log<Local>: Unpin;
    Entry<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Entry<Local>: Unpin UnwindSafe RefUnwindSafe;
    Stuck: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Violation<LockSpec>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Unreliable<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Unreliable<Local>: Unpin UnwindSafe RefUnwindSafe;
    Composition<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Composition<Local>: Unpin UnwindSafe RefUnwindSafe;
    Layer: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Object: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Refinement<'static>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Unfounded: Send Sync Unpin UnwindSafe RefUnwindSafe;

    // CPUs: a nesting is one CPU's, and its handlers'.
    Nesting: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Nestings<2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Registered: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Host: Send Sync Unpin UnwindSafe RefUnwindSafe;

    // The locks: what says what a CPU does is in none of them.
    TtasLock: Send Sync Unpin UnwindSafe RefUnwindSafe;
    TtasLock<Local>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    TicketLock: Send Sync Unpin UnwindSafe RefUnwindSafe;
    TicketLock<Local>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    McsLock<Good, 2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    McsLock<Nowhere, 2, Nowhere>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    StealingLock<Good, 2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    StealingLock<Nowhere, 2, Nowhere>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Drawn: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Ticket: Send Sync Unpin UnwindSafe RefUnwindSafe;
    // A place and a token of an MCS lock are their CPU's; of a stealing lock, a place.
    McsPlace: Sync Unpin UnwindSafe RefUnwindSafe;
    StealingPlace: Sync Unpin UnwindSafe RefUnwindSafe;
    McsToken: Sync Unpin UnwindSafe RefUnwindSafe;
    WithClock<Nowhere>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    WithClock<Nowhere, OneAtATime>: Send Unpin UnwindSafe;
    Section<Nowhere>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Section<Nowhere, OneAtATime>: Send Unpin UnwindSafe;
    LockEvent: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Order: Send Sync Unpin UnwindSafe RefUnwindSafe;
    HandOff: Send Sync Unpin UnwindSafe RefUnwindSafe;
    LockSpec: Send Sync Unpin UnwindSafe RefUnwindSafe;
    LockState: Send Sync Unpin UnwindSafe RefUnwindSafe;
    LockRelyGuarantee: Send Sync Unpin UnwindSafe RefUnwindSafe;

    // One that counts: it needs no more than its lock, and knows no clock.
    Counted<TicketLock, Local>: Send Sync Unpin UnwindSafe;
    Counted<OneAtATime, Local>: Send Unpin UnwindSafe;
    Counted<Rooted, Local>: Sync Unpin UnwindSafe;
    CountedPlace<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    CountedPlace<Local>: Unpin UnwindSafe RefUnwindSafe;
    Statistics: Send Sync Unpin UnwindSafe RefUnwindSafe;

    // A mutex: it sends the value if it is shared, and needs no more of it.
    Mutex<Good>: Send Sync Unpin UnwindSafe;
    Mutex<OneAtATime>: Send Sync Unpin UnwindSafe;
    Mutex<Rooted>: Unpin UnwindSafe;
    Mutex<Local>: Unpin UnwindSafe;
    Mutex<[OneAtATime]>: Send Sync Unpin UnwindSafe;
    Mutex<[Local]>: Unpin UnwindSafe;
    Mutex<Pinned>: Send Sync UnwindSafe;
    Mutex<Torn>: Send Sync Unpin;
    Mutex<Good, McsLock<Nowhere, 2, Nowhere>>: Send Sync Unpin UnwindSafe;
    // And it is no more than its lock: shared if that may be, sent if that may be.
    Mutex<Good, OneAtATime>: Send Unpin UnwindSafe;
    Mutex<Good, Rooted>: Sync Unpin UnwindSafe;
    Mutex<Good, Local>: Unpin UnwindSafe;
    Mutex<Good, Pinned>: Send Sync UnwindSafe;
    Mutex<Good, Torn>: Send Sync Unpin;

    TicketMutex<Good>: Send Sync Unpin UnwindSafe;
    TtasMutex<Good>: Send Sync Unpin UnwindSafe;
    McsMutex<Good, Nowhere, 2>: Send Sync Unpin UnwindSafe;
    // A policy is in it, and the kernel's CPU is in no policy.
    AsIs: Send Sync Unpin UnwindSafe RefUnwindSafe;
    InterruptsOff<Nowhere>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    PreemptionOff<Nowhere>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Off<Nowhere, Nowhere>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Interrupts: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Preemption: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Here: Sync Unpin UnwindSafe RefUnwindSafe;
    Mutex<Good, TicketLock, InterruptsOff<Nowhere>>: Send Sync Unpin UnwindSafe;
    Mutex<Good, TicketLock, OneAtATime>: Send Unpin UnwindSafe;
    Mutex<Good, TicketLock, Rooted>: Sync Unpin UnwindSafe;
    Mutex<Good, TicketLock, Pinned>: Send Sync UnwindSafe;

    // A guard lends the value as a mutable borrow does, and is sent if its token may be.
    MutexGuard<'static, Good, TicketLock>: Send Sync Unpin;
    MutexGuard<'static, OneAtATime, TicketLock>: Send Unpin;
    MutexGuard<'static, Rooted, TicketLock>: Unpin;
    MutexGuard<'static, Local, TicketLock>: Unpin;
    MutexGuard<'static, [Good], TicketLock>: Send Sync Unpin;
    MutexGuard<'static, Pinned, TicketLock>: Send Sync Unpin;
    MutexGuard<'static, Good, TtasLock>: Send Sync Unpin;
    MutexGuard<'static, Good, McsLock<Nowhere, 2, Nowhere>>: Sync Unpin;
    MutexGuard<'static, OneAtATime, McsLock<Nowhere, 2>>: Unpin;
    MutexGuard<'static, Good, StealingLock<Nowhere, 2, Nowhere>>: Send Sync Unpin;
    MutexGuard<'static, Good, HandsOut<Good>>: Send Sync Unpin;
    MutexGuard<'static, Good, HandsOut<OneAtATime>>: Send Unpin;
    MutexGuard<'static, Good, HandsOut<Rooted>>: Sync Unpin;
    MutexGuard<'static, Good, HandsOut<Local>>: Unpin;
    MutexGuard<'static, Good, HandsOut<Pinned>>: Send Sync;
    // It stays where a policy holds.
    MutexGuard<'static, Good, TicketLock, InterruptsOff<Host>>: Sync Unpin;
    MutexGuard<'static, Good, TicketLock, PreemptionOff<Host>>: Sync Unpin;
    MappedMutexGuard<'static, Good, Good, TicketLock>: Send Sync Unpin;
    MappedMutexGuard<'static, OneAtATime, Good, TicketLock>: Send Unpin;
    MappedMutexGuard<'static, Rooted, Good, TicketLock>: Sync Unpin;
    MappedMutexGuard<'static, Local, Good, TicketLock>: Unpin;
    MappedMutexGuard<'static, Good, OneAtATime, TicketLock>: Send Unpin;
    MappedMutexGuard<'static, Good, Local, TicketLock>: Unpin;
    MappedMutexGuard<'static, Good, Good, TicketLock, InterruptsOff<Host>>: Sync Unpin;
    MappedMutexGuard<'static, Good, Good, McsLock<Nowhere, 2>>: Sync Unpin;
    // It shares its lock, with the CPU that has it and with whoever is sent it.
    MutexGuard<'static, Good, Lacks<Local>>: Unpin;
    MutexGuard<'static, Good, Lacks<OneAtATime>>: Unpin;
    MutexGuard<'static, Good, Lacks<Rooted>>: Send Sync Unpin;

    // A level changes nothing of a mutex; its guard stays on the CPU that knows of it.
    Nothing: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Held<Nothing>: Unpin UnwindSafe RefUnwindSafe;
    OrderedMutex<Nothing, Good>: Send Sync Unpin UnwindSafe;
    OrderedMutex<Local, Good>: Send Sync Unpin UnwindSafe;
    OrderedMutex<Nothing, OneAtATime>: Send Sync Unpin UnwindSafe;
    OrderedMutex<Nothing, Rooted>: Unpin UnwindSafe;
    OrderedMutex<Nothing, Local>: Unpin UnwindSafe;
    OrderedMutex<Nothing, Good, Local>: Unpin UnwindSafe;
    OrderedGuard<'static, Nothing, Good>: Unpin;
    OrderedGuard<'static, Nothing, Pinned>: Unpin;
    OrderedGuard<'static, Nothing, Good, HandsOut<Pinned>>:;
    Tracked<TicketLock, Local>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Tracked<Local, Good>: Unpin UnwindSafe RefUnwindSafe;
    OrderGraph<2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Orders<'static>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Attempt: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Class: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Kind: Send Sync Unpin UnwindSafe RefUnwindSafe;
    NoRoom: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Named<'static>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Step<'static>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Again<'static>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    // Its steps are where they were found.
    Circle<'static>: Unpin;
    Report<'static>: Unpin;

    // The queue: its values are behind a mutex.
    Queue<Good, 2>: Send Sync Unpin UnwindSafe;
    Queue<OneAtATime, 2>: Send Sync Unpin UnwindSafe;
    Queue<Rooted, 2>: Unpin UnwindSafe;
    Queue<Local, 2>: Unpin UnwindSafe;
    Queue<Good, 2, OneAtATime>: Send Unpin UnwindSafe;
    Queue<Good, 2, Rooted>: Sync Unpin UnwindSafe;
    Queue<Good, 2, McsLock<Nowhere, 2>>: Send Sync Unpin UnwindSafe;
    Full<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Full<OneAtATime>: Send Unpin UnwindSafe;
    Full<Rooted>: Sync Unpin UnwindSafe RefUnwindSafe;
    Full<Pinned>: Send Sync UnwindSafe RefUnwindSafe;
    Full<Torn>: Send Sync Unpin RefUnwindSafe;
    QueueEvent<Good>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    QueueEvent<Tearable>: Send Sync Unpin UnwindSafe;
    QueueEvent<Local>: Unpin UnwindSafe RefUnwindSafe;
    CpuSet<2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    // What a CPU is called for may be anything that CPUs share.
    CrossCalls<Good, 2>: Send Sync Unpin;
    CrossCalls<OneAtATime, 2>: Send Unpin;
    CrossCalls<Rooted, 2>: Sync Unpin;
    CrossCalls<Pinned, 2>: Send Sync;
    Busy: Send Sync Unpin UnwindSafe RefUnwindSafe;
    CrossCallEvent<2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    CrossCallState<2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    CrossCallSpec<2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    UnderWay<2>: Send Sync Unpin UnwindSafe RefUnwindSafe;
    QueueSpec<Local>: Send Sync Unpin UnwindSafe RefUnwindSafe;

    // The quota.
    Quota: Send Sync Unpin UnwindSafe;
    Quota<OneAtATime>: Send Unpin UnwindSafe;
    Quota<Rooted>: Sync Unpin UnwindSafe;
    Quota<Local>: Unpin UnwindSafe;
    Quota<McsLock<Nowhere, 2>>: Send Sync Unpin UnwindSafe;
    Exhausted: Send Sync Unpin UnwindSafe RefUnwindSafe;
    Excess: Send Sync Unpin UnwindSafe RefUnwindSafe;
    QuotaEvent: Send Sync Unpin UnwindSafe RefUnwindSafe;
    QuotaSpec: Send Sync Unpin UnwindSafe RefUnwindSafe;
    QuotaState: Send Sync Unpin UnwindSafe RefUnwindSafe;
}
