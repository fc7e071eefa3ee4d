//! Mutexes by the name of their lock, for code that leaves types to be inferred.

use crate::mcs::McsLock;
use crate::mutex::Mutex;
use crate::ticket::TicketLock;
use crate::ttas::TtasLock;

/// A mutex over a [`TicketLock`]: `TicketMutex::new(5)`.
pub type TicketMutex<T> = Mutex<T, TicketLock>;

/// A mutex over a [`TtasLock`]: `TtasMutex::new(5)`.
pub type TtasMutex<T> = Mutex<T, TtasLock>;

/// A mutex over an [`McsLock`] for `CPUS` CPUs that are numbered by `C`:
/// `McsMutex::<_, ThisCpu, 64>::new(5)`.
pub type McsMutex<T, C, const CPUS: usize> = Mutex<T, McsLock<C, CPUS>>;
