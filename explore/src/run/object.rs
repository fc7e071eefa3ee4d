//! Which location an atomic is, and which memory an atomic or a cell.

use super::statics;
use crate::execution::Holds;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Part of each atomic and cell: what it is in the run that used it last.
#[derive(Debug)]
pub(crate) struct ObjectId {
    /// The location in the graph that it is, of an atomic.
    location: Stamp,
    /// The memory that it is, as far as races go.
    memory: Stamp,
    holds: Holds,
}

/// A run, and a name in it.
///
/// Zero in a new object, so that an object which lies where another lay is not
/// taken for that.
#[derive(Debug)]
struct Stamp(AtomicU64);

/// Bits of a stamp that name the object in its run.
const NAME_BITS: u32 = 24;

impl ObjectId {
    pub(crate) const fn new(holds: Holds) -> Self {
        Self {
            location: Stamp(AtomicU64::new(0)),
            memory: Stamp(AtomicU64::new(0)),
            holds,
        }
    }

    /// From now on it is another location, in the memory that it is.
    pub(crate) fn forget(&self) {
        // Relaxed: whoever forgets has the object for itself.
        self.location.0.store(0, Relaxed);
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
    /// Of each location, what it holds, and the memory that it is.
    located: RefCell<Vec<Located>>,
}

/// What is known of a location.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Located {
    pub(super) holds: Holds,
    pub(super) memory: Option<usize>,
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
            located: RefCell::new(Vec::new()),
        }
    }

    /// The number of the run.
    pub(crate) fn run(&self) -> u64 {
        self.run
    }

    /// The location that the atomic is, if this run has met it.
    ///
    /// # Errors
    ///
    /// If another model has used it, and it is no static.
    pub(crate) fn name(&self, id: &ObjectId) -> Result<Option<usize>, Foreign> {
        self.read(&id.location)
    }

    /// The memory that the object is, if this run has met it.
    ///
    /// # Errors
    ///
    /// If another model has used it, and it is no static.
    pub(super) fn memory(&self, id: &ObjectId) -> Result<Option<usize>, Foreign> {
        self.read(&id.memory)
    }

    fn read(&self, stamp: &Stamp) -> Result<Option<usize>, Foreign> {
        // Relaxed: workers that share a static overwrite each other's stamps, and
        // then find it by its address.
        let value = stamp.0.load(Relaxed);
        let run = value >> NAME_BITS;
        if run == self.run {
            return Ok(Some((value & ((1 << NAME_BITS) - 1)) as usize));
        }
        if value == 0 {
            return Ok(None);
        }
        let address = std::ptr::from_ref(stamp).addr();
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
        id.memory.0.load(Relaxed) != 0
    }

    /// From now on the atomic is this location.
    pub(crate) fn call(&self, id: &ObjectId, location: usize) {
        self.write(&id.location, location);
        let mut located = self.located.borrow_mut();
        if located.len() <= location {
            located.resize(location + 1, Located::default());
        }
        let memory = self.memory(id).ok().flatten();
        located[location] = Located {
            holds: id.holds,
            memory,
        };
    }

    /// From now on the object is this memory.
    pub(super) fn remember(&self, id: &ObjectId, memory: usize) {
        self.write(&id.memory, memory);
    }

    fn write(&self, stamp: &Stamp, name: usize) {
        let short = u32::try_from(name).expect("a run has fewer objects");
        assert!(short < 1 << NAME_BITS, "a run has fewer objects");
        // Relaxed: workers that share a static overwrite each other's stamps, and then find it
        // by its address.
        stamp
            .0
            .store(self.run << NAME_BITS | u64::from(short), Relaxed);
        let address = std::ptr::from_ref(stamp).addr();
        self.by_address.borrow_mut().insert(address, short);
    }

    /// What each location is.
    pub(super) fn take_located(&self) -> Vec<Located> {
        self.located.take()
    }
}
