//! Which location an atomic is.

use super::statics;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Part of each atomic and cell: the run that used it last, and as what.
///
/// Zero in a new object, so that an object which lies where another lay is not
/// taken for that.
#[derive(Debug, Default)]
pub(crate) struct ObjectId(AtomicU64);

/// Bits of a stamp that name the object in its run.
const NAME_BITS: u32 = 24;

impl ObjectId {
    pub(crate) const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// The object is new again.
    pub(crate) fn forget(&self) {
        // Relaxed: whoever forgets has the object for itself.
        self.0.store(0, Relaxed);
    }
}

/// An atomic that a thread accesses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object {
    pub(crate) id: *const ObjectId,
    /// What its memory holds: the initial value.
    pub(crate) initial: u64,
}

/// The numbers of runs that one model has had, in all workers.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    blocks: Mutex<Vec<u64>>,
    /// Whether objects of other models are taken for this one's.
    any: bool,
}

/// Runs that a worker numbers at a time.
const BLOCK: u64 = 4096;

static NEXT_BLOCK: AtomicU64 = AtomicU64::new(1);

impl Runs {
    /// The number of the run after `last`, for the same worker.
    pub(crate) fn after(&self, last: u64) -> u64 {
        if last != 0 && !(last + 1).is_multiple_of(BLOCK) {
            return last + 1;
        }
        // Relaxed: numbers only have to differ.
        let block = NEXT_BLOCK.fetch_add(1, Relaxed);
        self.blocks
            .lock()
            .expect("nobody panics with it")
            .push(block);
        block * BLOCK
    }

    /// Those of a replay, whose model has been explored before: what it captures
    /// knows that.
    pub(crate) fn of_replay() -> Self {
        Self {
            any: true,
            ..Self::default()
        }
    }

    fn contains(&self, run: u64) -> bool {
        if self.any {
            return true;
        }
        let block = run / BLOCK;
        self.blocks
            .lock()
            .expect("nobody panics with it")
            .contains(&block)
    }
}

/// What the objects are that a run has met so far.
#[derive(Debug)]
pub(crate) struct Objects<'a> {
    run: u64,
    runs: &'a Runs,
    by_address: RefCell<HashMap<usize, u32>>,
}

/// An object that belongs to another model.
#[derive(Debug)]
pub(crate) struct Foreign;

impl<'a> Objects<'a> {
    pub(crate) fn new(run: u64, runs: &'a Runs) -> Self {
        Self {
            run,
            runs,
            by_address: RefCell::new(HashMap::new()),
        }
    }

    /// The number of the run.
    pub(crate) fn run(&self) -> u64 {
        self.run
    }

    /// What the object is called, if this run has met it.
    ///
    /// # Errors
    ///
    /// If another model has used it, and it is no static.
    pub(crate) fn name(&self, id: &ObjectId) -> Result<Option<usize>, Foreign> {
        // Relaxed: workers that share a static overwrite each other's stamps, and
        // then find it by its address.
        let stamp = id.0.load(Relaxed);
        let run = stamp >> NAME_BITS;
        if run == self.run {
            return Ok(Some((stamp & ((1 << NAME_BITS) - 1)) as usize));
        }
        if stamp == 0 {
            return Ok(None);
        }
        let address = std::ptr::from_ref(id).addr();
        if let Some(&name) = self.by_address.borrow().get(&address) {
            return Ok(Some(name as usize));
        }
        if statics::contains(address) || self.runs.contains(run) {
            return Ok(None);
        }
        Err(Foreign)
    }

    /// Whether an earlier run has used the object.
    pub(crate) fn is_old(&self, id: &ObjectId) -> bool {
        // Relaxed: a stamp of another run says no more than that it is old.
        id.0.load(Relaxed) != 0
    }

    /// From now on it is called this.
    pub(crate) fn call(&self, id: &ObjectId, name: usize) {
        let short = u32::try_from(name).expect("a run has fewer objects");
        assert!(short < 1 << NAME_BITS, "a run has fewer objects");
        // Relaxed: workers that share a static overwrite each other's stamps, and then find it
        // by its address.
        id.0.store(self.run << NAME_BITS | u64::from(short), Relaxed);
        let address = std::ptr::from_ref(id).addr();
        self.by_address.borrow_mut().insert(address, short);
    }
}
