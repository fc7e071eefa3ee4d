//! Notices threads of a model that do not come back.

use std::panic::Location;
use std::process;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::thread;
use std::time::Duration;

/// What a thread of the host is busy with. All accesses are Relaxed: the watchdog
/// looks now and then, and a glimpse of an earlier state is as good.
#[derive(Debug)]
struct Busy {
    /// How often a thread of a model has been let run.
    turns: AtomicU64,
    /// Whether one runs now.
    runs: AtomicBool,
    /// Which.
    thread: AtomicUsize,
    /// Its last step: null before the first.
    at: AtomicPtr<Location<'static>>,
    /// Milliseconds that it may take.
    limit: AtomicU64,
}

/// Between two looks.
const EVERY: Duration = Duration::from_millis(100);

static ALL: Mutex<Vec<Arc<Busy>>> = Mutex::new(Vec::new());

thread_local! {
    static MINE: Arc<Busy> = register();
}

/// Lets `thread` of a model run, which has to come back within `limit`; the last
/// it did was at `at`. If it does not, the process ends.
pub(super) fn watch<U>(
    thread: usize,
    at: Option<&'static Location<'static>>,
    limit: Duration,
    run: impl FnOnce() -> U,
) -> U {
    let millis = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
    MINE.with(|busy| {
        busy.thread.store(thread, Relaxed);
        busy.at.store(
            at.map_or(ptr::null_mut(), |at| ptr::from_ref(at).cast_mut()),
            Relaxed,
        );
        busy.limit.store(millis, Relaxed);
        busy.turns.store(busy.turns.load(Relaxed) + 1, Relaxed);
        busy.runs.store(true, Relaxed);
        let result = run();
        busy.runs.store(false, Relaxed);
        result
    })
}

fn register() -> Arc<Busy> {
    static WATCHDOG: Once = Once::new();
    WATCHDOG.call_once(|| {
        thread::Builder::new()
            .name("explorer's watchdog".to_owned())
            .spawn(look)
            .expect("the host has threads");
    });
    let busy = Arc::new(Busy {
        turns: AtomicU64::new(0),
        runs: AtomicBool::new(false),
        thread: AtomicUsize::new(0),
        at: AtomicPtr::new(ptr::null_mut()),
        limit: AtomicU64::new(u64::MAX),
    });
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    all.push(Arc::clone(&busy));
    busy
}

/// The watchdog's own thread.
fn look() {
    let mut seen: Vec<(Arc<Busy>, u64, u32)> = Vec::new();
    loop {
        thread::sleep(EVERY);
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        // Threads of the host that have ended leave theirs to these lists alone.
        let is_seen = |busy: &Arc<Busy>| seen.iter().any(|(it, ..)| Arc::ptr_eq(it, busy));
        all.retain(|busy| Arc::strong_count(busy) > 1 + usize::from(is_seen(busy)));
        seen.retain(|(busy, ..)| all.iter().any(|it| Arc::ptr_eq(it, busy)));
        for busy in all.iter() {
            let turns = busy.turns.load(Relaxed);
            match seen.iter_mut().find(|(it, ..)| Arc::ptr_eq(it, busy)) {
                Some((_, known, looks)) if *known == turns && busy.runs.load(Relaxed) => {
                    // Looks are counted, and not the time between them: while the
                    // process was stopped, nobody has looked.
                    *looks += 1;
                    if EVERY * *looks >= Duration::from_millis(busy.limit.load(Relaxed)) {
                        end(busy);
                    }
                }
                Some((_, known, looks)) => (*known, *looks) = (turns, 0),
                None => seen.push((Arc::clone(busy), turns, 0)),
            }
        }
    }
}

fn end(busy: &Busy) -> ! {
    let at = busy.at.load(Relaxed);
    // SAFETY: it is null, or was made of a reference that lives for ever.
    let last = match unsafe { at.as_ref() } {
        Some(at) => format!("its last step, at {at}"),
        None => "it began".to_owned(),
    };
    let limit = Duration::from_millis(busy.limit.load(Relaxed));
    eprintln!(
        "latchwork-explore: thread {} of the model has not come back for {limit:?} since {last}.\n\
         It blocks on a primitive of the operating system (a lock, channel, sleep or file of std), \
         or it loops without accessing the model's atomics. The threads of a model share one \
         thread of the host, so none of the others can run. Use what latchwork_explore::sync has, \
         and await_until to wait. (A model that only takes long: raise Explorer::stuck_after.)\n\
         The search cannot go on, and this process ends.",
        busy.thread.load(Relaxed)
    );
    process::exit(101)
}
