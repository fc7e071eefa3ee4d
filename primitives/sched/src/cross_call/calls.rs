//! The object.

use super::slot::{Function, Slot};
use super::{CpuSet, CrossCallEvent, SendInterrupt};
use core::fmt::{self, Debug, Formatter};
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicUsize, NoUnwind, Ordering, array, const_fn, spin_loop};
use latchwork_cpu::{Cpu, interrupts};
use latchwork_layer::Log;

/// Calls between the CPUs `0..CPUS`: each may have others run a function.
///
/// ```text
///       CPU 0                                      CPU 1
///       call({1}, f)
///         f into a slot of its own
///         bit 0 of CPU 1's mailbox   ── IPI ──▶    its handler: serve()
///         waits, and serves                          takes its mailbox, and f
///           what others ask of it                    runs f, with interrupts off
///         returns                    ◀── done ───    has finished
/// ```
///
/// - **Who may call:** any CPU, from any context but an unmaskable interrupt: with interrupts on
///   or off, in a handler, in a function that is called. A CPU that waits here serves what others
///   ask of it meanwhile, so CPUs that call one another with interrupts off do not wait for
///   ever.
/// - **While holding a lock:** [`post`](Self::post) always may: it waits for nobody. Before
///   [`call`](Self::call), make sure that nobody who is called waits for that lock with
///   interrupts off, and that no function takes it that others may call this CPU for: both would
///   wait for the caller, which waits for them.
/// - **Where functions run:** with interrupts off, in the handler of the interrupt, or in a wait
///   or a [`serve`](Self::serve) of the CPU that was called. Each CPU that is called runs it
///   once. A function may call others; at most `SLOTS` calls of each CPU are under way, so what a
///   CPU's stack must have room for is bounded.
/// - **Order:** what the caller wrote before the call is visible to the function. What functions
///   wrote is visible to the caller when `call` has returned. Two calls of a CPU under way at
///   once may be run in either order.
/// - **Panics** of a function end the program: its caller may be waiting with what it has
///   borrowed, and neither can go on.
/// - **Calls in functions:** `post` always may. `call` needs a slot more of its CPU than hold
///   calls already: two CPUs whose functions wait for a slot that the other's call holds wait for
///   ever. With two slots, functions may call CPUs that wait for one call each.
/// - **Cost:** two stores, one read-modify-write and one interrupt for each CPU that is called,
///   which exchanges its mailbox and counts down once. No allocation.
/// - **Size:** `SLOTS` calls of each CPU, with one byte for each other; `GROUPS` bits of each
///   mailbox, at most as many as a `usize` has. CPUs whose numbers are the same modulo `GROUPS`
///   share a bit, and cost each other a look.
///
/// It refines `CrossCallSpec`. A call that does not wait cannot borrow from its caller:
///
/// ```compile_fail,E0597
/// # use latchwork_sched::{CpuSet, CrossCalls, SendInterrupt};
/// fn posts<S: SendInterrupt>(calls: &CrossCalls<S, 2>) {
///     let number = 7;
///     let borrows = |_cpu: usize| assert_eq!(number, 7);
///     let _ = calls.post(&CpuSet::none().with(1), &borrows);
/// }
/// ```
pub struct CrossCalls<
    S,
    const CPUS: usize,
    const SLOTS: usize = 2,
    const GROUPS: usize = { usize::BITS as usize },
> {
    send: S,
    places: [CachePadded<Place<CPUS, SLOTS>>; CPUS],
    log: Log<CrossCallEvent<CPUS>>,
}

/// What a CPU has.
struct Place<const CPUS: usize, const SLOTS: usize> {
    /// The groups in which somebody has asked it.
    mailbox: AtomicUsize,
    /// What it asks others.
    slots: [Slot<CPUS>; SLOTS],
}

impl<const CPUS: usize, const SLOTS: usize> Place<CPUS, SLOTS> {
    const_fn! {
        fn new() -> Self {
            Self {
                mailbox: AtomicUsize::new(0),
                slots: array![Slot::new(); SLOTS],
            }
        }
    }
}

/// All slots of the CPU hold calls that somebody has yet to finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl<S, const CPUS: usize, const SLOTS: usize, const GROUPS: usize>
    CrossCalls<S, CPUS, SLOTS, GROUPS>
{
    const_fn! {
        /// Nobody is called. `send` interrupts those who will be.
        pub fn new(send: S) -> Self {
            const {
                assert!(SLOTS > 0, "a CPU without a slot calls nobody");
                assert!(
                    0 < GROUPS && GROUPS <= usize::BITS as usize,
                    "a mailbox has from one bit to as many as a usize"
                );
            }
            Self {
                send,
                places: array![CachePadded::new(Place::new()); CPUS],
                log: Log::new(),
            }
        }
    }

    /// The events; empty except in builds for a checker.
    pub fn log(&self) -> &Log<CrossCallEvent<CPUS>> {
        &self.log
    }

    /// What sends interrupts.
    pub fn sender(&self) -> &S {
        &self.send
    }
}

impl<S: SendInterrupt, const CPUS: usize, const SLOTS: usize, const GROUPS: usize>
    CrossCalls<S, CPUS, SLOTS, GROUPS>
{
    /// Has each of `cpus` run `function`, and waits for them; the calling CPU may be among them.
    /// Serves what this CPU is asked meanwhile. First waits for one of this CPU's slots, if none
    /// is free.
    ///
    /// Returns when each has run it, or never, if one of them takes no interrupts and does not
    /// call [`serve`](Self::serve).
    ///
    /// # Panics
    ///
    /// Before anybody is called, where the number of the calling CPU is `CPUS` or more. A panic
    /// ends the program here, too.
    #[allow(unsafe_code, reason = "the function is borrowed until all have run it")]
    pub fn call(&self, cpus: &CpuSet<CPUS>, function: &(dyn Fn(usize) + Sync)) {
        let armed = NoUnwind::new("a call between CPUs panicked, and others may be running it");
        let (slot, number) = loop {
            let event = CrossCallEvent::Call(*cpus);
            // SAFETY: this waits below until it is over, and does not unwind.
            match unsafe { self.begin(cpus, function, event) } {
                Ok(begun) => break begun,
                Err(busy) => self.wait(busy),
            }
        };
        self.wait((slot, number));
        self.log.append(CrossCallEvent::Return);
        armed.over();
    }

    /// Has each of `cpus` run `function`, and does not wait: neither for them nor for a slot. The
    /// calling CPU may be among them, and is interrupted like the others.
    ///
    /// # Errors
    ///
    /// [`Busy`] if all of this CPU's slots hold calls that are not finished; then nobody is
    /// called.
    #[allow(unsafe_code, reason = "the function is kept beyond the call")]
    pub fn post(
        &self,
        cpus: &CpuSet<CPUS>,
        function: &'static (dyn Fn(usize) + Sync),
    ) -> Result<(), Busy> {
        let armed = NoUnwind::new("a call between CPUs panicked when it was half made");
        // SAFETY: the function is there for ever.
        let begun = unsafe { self.begin(cpus, function, CrossCallEvent::Post(*cpus)) };
        armed.over();
        begun.map(drop).map_err(|_| Busy)
    }

    /// Runs what others have asked the calling CPU to run: to be called by the handler of the
    /// interrupt that is sent. Anybody else may call it, too; who waits for another CPU with
    /// interrupts off should.
    ///
    /// Cost, if there is nothing: one load.
    pub fn serve(&self) {
        if self.is_asked() {
            interrupts::without::<S::Cpu, _>(|| self.serve_here());
        }
    }
}

/// A call in its slot, by its number there.
type Begun<'a, const CPUS: usize> = (&'a Slot<CPUS>, usize);

impl<S: SendInterrupt, const CPUS: usize, const SLOTS: usize, const GROUPS: usize>
    CrossCalls<S, CPUS, SLOTS, GROUPS>
{
    /// Makes a call, or says which one is in the way.
    ///
    /// # Safety
    ///
    /// `function` is there until the call is over.
    #[allow(unsafe_code, reason = "the function may be borrowed")]
    unsafe fn begin(
        &self,
        cpus: &CpuSet<CPUS>,
        function: Function<'_>,
        event: CrossCallEvent<CPUS>,
    ) -> Result<Begun<'_, CPUS>, Begun<'_, CPUS>> {
        // Off, so that nothing on this CPU finds a slot that is half filled.
        interrupts::without::<S::Cpu, _>(|| {
            let from = S::Cpu::index();
            let slots = &self.places[from].slots;
            let Some(slot) = slots.iter().find(|slot| slot.is_free()) else {
                if let CrossCallEvent::Post(_) = event {
                    self.log.append(CrossCallEvent::Refuse(*cpus));
                }
                return Err((&slots[0], slots[0].number()));
            };
            // SAFETY: it is this CPU's, and free; of the function that is the caller's promise.
            let number = unsafe { slot.fill(function, cpus.len()) };
            self.log.append(event);
            for cpu in cpus.iter() {
                slot.ask(cpu);
                // Release: pairs with the Acquire in `serve_here`; without it a CPU might take its
                // mailbox before it sees the flag, and the call would be lost.
                self.places[cpu]
                    .mailbox
                    .fetch_or(1 << (from % GROUPS), Ordering::Release);
                self.send.send_interrupt(cpu);
            }
            Ok((slot, number))
        })
    }

    /// Waits until a call is over. With interrupts on this CPU is interrupted by what others ask of
    /// it; with interrupts off it looks itself.
    #[allow(unsafe_code, reason = "interrupts are looked at by turning them off")]
    fn wait(&self, (slot, number): Begun<'_, CPUS>) {
        if S::Cpu::interrupts_off() {
            // SAFETY: they were on, so no section is entered.
            unsafe { S::Cpu::interrupts_on() };
            return slot.wait(number);
        }
        while !slot.is_over(number, || self.is_asked()) {
            self.serve();
            spin_loop();
        }
    }

    /// Whether somebody has asked the calling CPU.
    fn is_asked(&self) -> bool {
        // Relaxed: `serve_here` takes the mailbox with Acquire.
        self.places[S::Cpu::index()].mailbox.load(Ordering::Relaxed) != 0
    }

    /// Runs what the calling CPU is asked, with interrupts off.
    fn serve_here(&self) {
        let cpu = S::Cpu::index();
        // Acquire: pairs with the Release in `begin`. The mailbox is taken before the flags are
        // looked at, so that whoever asks later fills it again.
        let mut asked = self.places[cpu].mailbox.swap(0, Ordering::Acquire);
        while asked != 0 {
            let group = asked.trailing_zeros() as usize;
            asked &= asked - 1;
            for from in (group..CPUS).step_by(GROUPS) {
                for slot in &self.places[from].slots {
                    self.run(slot, cpu, from);
                }
            }
        }
    }

    /// Runs what `from` keeps in `slot` for `cpu`, if it does.
    fn run(&self, slot: &Slot<CPUS>, cpu: usize, from: usize) {
        let Some(function) = slot.take(cpu) else {
            return;
        };
        self.log.append(CrossCallEvent::Start(from));
        let armed = NoUnwind::new("a function that another CPU called panicked, and it waits");
        function(cpu);
        armed.over();
        slot.finish();
        self.log.append(CrossCallEvent::Finish(from));
    }
}

impl<S: Debug, const CPUS: usize, const SLOTS: usize, const GROUPS: usize> Debug
    for CrossCalls<S, CPUS, SLOTS, GROUPS>
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CrossCalls")
            .field("send", &self.send)
            .finish_non_exhaustive()
    }
}
