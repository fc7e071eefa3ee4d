//! A container's quota, over any lock.

use crate::module::{
    DRAWN_OVER_LOCKS, LARGE, OVER_SPECIFICATION, compared, drawn_over, few_enough, only,
    over_each_lock, program,
};
use crate::table::{self, Cell, Draw, Gap, Object, Row, Subject, all, drawn, left_out};
use core::marker::PhantomData;
use latchwork_atomic::{Initial, UnsafeCell};
use latchwork_layer::{Log, Refinement};
use latchwork_lock::author::LOCK;
use latchwork_lock::{Invariant, Mutex, RawLock};
use latchwork_mem::quota::{QUOTA, QuotaEvent, QuotaSpec};
use latchwork_suite::Property::{self, Exclusion, Invariant as Broken, Refinement as Refines};
use latchwork_suite::SpecLock;
use latchwork_suite::module::{Calls, Module, Program};

/// The quota, with its table.
pub(crate) fn objects() -> [Object; 1] {
    let mut rows = vec![
        //                    explorer  loom   shuttle
        over_specification(2, 1).by(all(), all(), DRAWN_OVER_LOCKS),
        over_specification(2, 2).by(all(), all(), DRAWN_OVER_LOCKS),
        over_specification(3, 1).by(all(), all(), DRAWN_OVER_LOCKS),
        over_specification(3, 2).by(all(), LARGE, DRAWN_OVER_LOCKS),
        over_specification(4, 1).by(all(), LARGE, DRAWN_OVER_LOCKS),
        over_locks(2, 1).by(all(), all(), DRAWN_OVER_LOCKS),
        drawn_over(claim, "Quota", || {
            over_each_lock!(Quota, 4, charge_or_split(4, 4))
        })
        .by(
            OVER_SPECIFICATION,
            OVER_SPECIFICATION,
            drawn(Draw::AtRandom),
        ),
    ];
    rows.extend(twin::<Hasty>("HastyQuota", Broken, Broken));
    rows.extend(twin::<Counting>("CountingQuota", Broken, Broken));
    // What is seen without the lock is one step to shuttle, and out of date in the next.
    rows.extend(twin::<Peeking>("PeekingQuota", Exclusion, Refines));
    rows.extend(twin::<Generous>("GenerousQuota", Refines, Refines));
    rows.extend(twin::<Silent>("SilentQuota", Refines, Refines));
    let quota = Object::new("Quota", rows).without(
        Gap::Environment,
        "whoever uses it waits for its lock only, which has environment checks",
    );
    [quota]
}

/// The quota over the specification of the locks.
fn over_specification(cpus: usize, operations: usize) -> Subject {
    program(
        claim,
        "Quota",
        charge_or_split::<Quota<SpecLock>>(cpus, operations),
    )
}

/// The quota over the specification of the locks, and over each lock that has few enough
/// executions.
fn over_locks(cpus: usize, operations: usize) -> Subject {
    let over_spec = charge_or_split::<Quota<SpecLock>>(cpus, operations);
    compared(claim, "Quota", over_spec, move || {
        let over = over_each_lock!(Quota, cpus of [2], charge_or_split(cpus, operations));
        // Whoever is granted what it asks for gives it back.
        only(over, |lock| few_enough(lock, cpus, 2 * operations))
    })
}

/// The rows of a known-bad twin, which is explored on two CPUs and drawn on four, and
/// what is violated there.
fn twin<M: Mistake>(name: &'static str, explored: Property, drawn: Property) -> [Row; 2] {
    const ELSEWHERE: Cell = left_out("rejected in another row");
    let explored = || all().violates(explored);
    let drawn = table::drawn(Draw::AtRandom).violates(drawn);
    let of = |cpus| program(claim, name, charge_or_split::<Wrong<M>>(cpus, 2));
    [
        of(2).by(explored(), explored(), ELSEWHERE),
        of(4).by(ELSEWHERE, ELSEWHERE, drawn),
    ]
}

/// The claim that the quota's checks are part of.
fn claim(module: &str) -> Refinement<'_> {
    Refinement::new(&LOCK, module, &QUOTA)
}

/// Units: too few for all that two CPUs ask for.
const LIMIT: usize = 3;

/// A quota that the programs can use.
trait AnyQuota: Module<Spec = QuotaSpec> {
    /// Charges so many units, if they are free.
    fn charge(&self, units: usize) -> bool;

    /// Gives so many units back, if they are charged.
    fn uncharge(&self, units: usize) -> bool;

    /// Splits so many units off, if they are free.
    fn split(&self, units: usize) -> bool;
}

/// The quota that is checked, over the lock `R`.
struct Quota<R: RawLock>(latchwork_mem::Quota<R>);

impl<R: RawLock + Initial + Send + Sync + 'static> Module for Quota<R> {
    type Spec = QuotaSpec;

    fn new() -> Self {
        Self(latchwork_mem::Quota::new(LIMIT))
    }

    fn spec() -> QuotaSpec {
        QuotaSpec::new(LIMIT)
    }

    fn log(&self) -> &Log<QuotaEvent> {
        self.0.log()
    }
}

impl<R: RawLock + Initial + Send + Sync + 'static> AnyQuota for Quota<R> {
    fn charge(&self, units: usize) -> bool {
        self.0.charge(units).is_ok()
    }

    fn uncharge(&self, units: usize) -> bool {
        self.0.uncharge(units).is_ok()
    }

    fn split(&self, units: usize) -> bool {
        let Ok(child) = self.0.split::<SpecLock>(units) else {
            return false;
        };
        assert_eq!(child.free(), units, "a child has what was split off");
        true
    }
}

/// The even CPUs charge two units, and give back what they were given; the odd ones split
/// one off, and try to give back more than anybody has.
fn charge_or_split<Q: AnyQuota>(cpus: usize, operations: usize) -> Program<Q> {
    Program {
        name: "quota",
        cpus,
        operations,
        operation: |quota, cpu, _round, calls| match cpu.is_multiple_of(2) {
            true => charge(quota, calls),
            false => split(quota, calls),
        },
    }
}

fn charge<Q: AnyQuota>(quota: &Q, calls: &Calls<QuotaEvent>) {
    let charged = quota.charge(2);
    calls.note(match charged {
        true => QuotaEvent::Charge(2),
        false => QuotaEvent::Exhaust(2),
    });
    if charged {
        calls.note(match quota.uncharge(2) {
            true => QuotaEvent::Uncharge(2),
            false => QuotaEvent::Exceed(2),
        });
    }
}

fn split<Q: AnyQuota>(quota: &Q, calls: &Calls<QuotaEvent>) {
    calls.note(match quota.split(1) {
        true => QuotaEvent::Split(1),
        false => QuotaEvent::Exhaust(1),
    });
    calls.note(match quota.uncharge(LIMIT + 1) {
        true => QuotaEvent::Uncharge(LIMIT + 1),
        false => QuotaEvent::Exceed(LIMIT + 1),
    });
}

/// A known-bad twin: right but for a mistake.
struct Wrong<M> {
    account: Mutex<Account, SpecLock>,
    /// What is free, for a twin that looks at it without the lock.
    glance: UnsafeCell<usize>,
    log: Log<QuotaEvent>,
    mistake: PhantomData<M>,
}

// SAFETY: none for the cell, which is shared by mistake: only models use it, and a checker
// ends the model at an access that races.
unsafe impl<M> Sync for Wrong<M> {}

/// A twin's units.
struct Account {
    limit: usize,
    used: usize,
}

impl Account {
    fn has_free(&self, units: usize) -> bool {
        units <= self.limit - self.used
    }
}

impl Invariant for Account {
    fn invariant(&self) -> Result<(), &'static str> {
        match self.used > self.limit {
            true => Err("more is used than the limit allows"),
            false => Ok(()),
        }
    }
}

impl<M> Wrong<M> {
    /// Charges so many units to an account that the caller has locked, if it says that
    /// they are free.
    fn charge_if(&self, free: bool, account: &mut Account, units: usize) -> bool {
        if free {
            account.used += units;
            self.show(account);
        }
        self.log.append(match free {
            true => QuotaEvent::Charge(units),
            false => QuotaEvent::Exhaust(units),
        });
        free
    }

    /// Keeps up what is shown of an account that the caller has locked.
    fn show(&self, account: &Account) {
        let free = account.limit.wrapping_sub(account.used);
        // SAFETY: the account is locked, and nobody else writes; whoever reads without
        // the lock is the twin whose mistake that is.
        self.glance.with_mut(|glance| unsafe { *glance = free });
    }
}

/// What a twin does wrong; what it leaves out, it does right.
trait Mistake: Sized + Send + Sync + 'static {
    /// Charges so many units.
    fn charge(quota: &Wrong<Self>, units: usize) -> bool {
        let mut account = quota.account.lock();
        let free = account.has_free(units);
        quota.charge_if(free, &mut account, units)
    }

    /// Takes so many free units off the account.
    fn take(account: &mut Account, units: usize) {
        account.limit -= units;
    }
}

impl<M: Mistake> Module for Wrong<M> {
    type Spec = QuotaSpec;

    fn new() -> Self {
        let account = Account {
            limit: LIMIT,
            used: 0,
        };
        Self {
            account: Mutex::checked(account),
            glance: UnsafeCell::new(LIMIT),
            log: Log::new(),
            mistake: PhantomData,
        }
    }

    fn spec() -> QuotaSpec {
        QuotaSpec::new(LIMIT)
    }

    fn log(&self) -> &Log<QuotaEvent> {
        &self.log
    }
}

impl<M: Mistake> AnyQuota for Wrong<M> {
    fn charge(&self, units: usize) -> bool {
        M::charge(self, units)
    }

    fn uncharge(&self, units: usize) -> bool {
        let mut account = self.account.lock();
        let charged = units <= account.used;
        if charged {
            account.used -= units;
            self.show(&account);
        }
        self.log.append(match charged {
            true => QuotaEvent::Uncharge(units),
            false => QuotaEvent::Exceed(units),
        });
        charged
    }

    fn split(&self, units: usize) -> bool {
        let mut account = self.account.lock();
        let free = account.has_free(units);
        if free {
            M::take(&mut account, units);
            self.show(&account);
        }
        self.log.append(match free {
            true => QuotaEvent::Split(units),
            false => QuotaEvent::Exhaust(units),
        });
        free
    }
}

/// Decides in one critical section, and charges in another: meanwhile another CPU may
/// have taken the units.
enum Hasty {}

impl Mistake for Hasty {
    fn charge(quota: &Wrong<Self>, units: usize) -> bool {
        let free = quota.account.lock().has_free(units);
        quota.charge_if(free, &mut quota.account.lock(), units)
    }
}

/// Looks whether one unit is free, and charges however many were asked for.
enum Counting {}

impl Mistake for Counting {
    fn charge(quota: &Wrong<Self>, units: usize) -> bool {
        let mut account = quota.account.lock();
        let free = account.has_free(1);
        quota.charge_if(free, &mut account, units)
    }
}

/// Looks at what is free before it takes the lock, to save the way if nothing is free.
enum Peeking {}

impl Mistake for Peeking {
    fn charge(quota: &Wrong<Self>, units: usize) -> bool {
        // SAFETY: none; that is the mistake.
        let any = quota.glance.with(|free| unsafe { *free }) > 0;
        let mut account = quota.account.lock();
        let free = any && account.has_free(units);
        quota.charge_if(free, &mut account, units)
    }
}

/// Gives a child units, and keeps them.
enum Generous {}

impl Mistake for Generous {
    fn take(_account: &mut Account, _units: usize) {}
}

/// Refuses without a trace in its log.
enum Silent {}

impl Mistake for Silent {
    fn charge(quota: &Wrong<Self>, units: usize) -> bool {
        let mut account = quota.account.lock();
        account.has_free(units) && quota.charge_if(true, &mut account, units)
    }
}
