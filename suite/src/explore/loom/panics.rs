//! What loom's panics mean: loom has no other way to say what it has found.

use crate::failure::{Access, Situation, endless, race_of, stuck};
use crate::{Failure, Property};

/// Two accesses that nothing orders.
const RACE: &str = "Causality violation";

/// Every thread that has not finished is blocked.
const DEADLOCK: &str = "deadlock; threads";

/// The execution has more branch points than it may.
const TOO_LONG: &str = "exceeded maximum number of branches";

/// A number of loom's own is too large, where arithmetic is checked.
const OVERFLOW: &str = "add with overflow";

/// Where loom counts preemptions: parts of the place of a panic there.
const COUNTED_IN: [&str; 2] = ["/loom-", "/rt/path.rs:"];

/// The failure that a panic with this message, at this place, stands for.
pub(crate) fn meaning(message: &str, at: &str, situation: &Situation) -> Failure {
    let words = message.trim();
    if words.contains(RACE) {
        race(words, situation)
    } else if words.contains(TOO_LONG) || is_preemption_overflow(words, at) {
        endless(words, situation)
    } else if words.contains(DEADLOCK) {
        let blocked = "every CPU that has not finished is blocked";
        stuck("deadlock", blocked, words, situation)
    } else {
        Failure::panicked(message, at)
    }
}

/// loom counts the preemptions of an execution in eight bits, and fails at the
/// 256th where arithmetic is checked.
fn is_preemption_overflow(words: &str, at: &str) -> bool {
    words.contains(OVERFLOW) && COUNTED_IN.iter().all(|part| at.contains(part))
}

/// An access in loom's words: `write one: thread #0 @ src/main.rs:7:13`
fn access(line: &str) -> Option<Access> {
    let (key, rest) = line.trim().split_once(": thread #")?;
    let (cpu, at) = rest.split_once(" @ ")?;
    Some(Access {
        // "one" and "two" tell two writes apart.
        what: key.split(' ').next()?.to_owned(),
        // The CPUs of a model are loom's threads, in the same order.
        cpu: cpu.parse().ok()?,
        at: at
            .rsplit_once(':')
            .map_or(at, |(line, _column)| line)
            .to_owned(),
    })
}

/// Two accesses that nothing orders, in loom's words.
fn race(words: &str, situation: &Situation) -> Failure {
    let mut accesses: Vec<Access> = words.lines().filter_map(access).collect();
    accesses.sort_by_key(|access| Some(access.cpu) == situation.running);
    match &accesses[..] {
        [earlier, later] => race_of(earlier, later),
        _ => Failure::new(Property::Exclusion, "data race", words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Working;
    use loom::cell::UnsafeCell;
    use loom::model::Builder;
    use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
    use loom::sync::{Arc, Mutex};
    use loom::thread;
    use std::cell::RefCell;
    use std::hint::black_box;
    use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
    use std::sync::Once;

    thread_local! {
        /// Where this thread has panicked last.
        static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
    }

    /// What loom says of `model`, of whose executions one fails, and where.
    fn said_of(model: impl Fn() + Send + Sync + 'static) -> (String, String) {
        static PLACES: Once = Once::new();
        PLACES.call_once(|| {
            let default = take_hook();
            set_hook(Box::new(move |info| {
                let at = info.location().expect("a place").to_string();
                PLACE.set(at);
                default(info);
            }));
        });
        let mut builder = Builder::new();
        builder.max_branches = 200;
        builder.location = true;
        let searched = catch_unwind(AssertUnwindSafe(move || builder.check(model)));
        let panic = searched.expect_err("the model fails");
        let message = match panic.downcast::<String>() {
            Ok(message) => *message,
            Err(other) => (*other.downcast::<&str>().expect("a message")).to_owned(),
        };
        (message, PLACE.take())
    }

    /// A cell that threads share without an order.
    struct Racy(UnsafeCell<usize>);

    // SAFETY: nothing makes it so; loom finds the race before it happens.
    unsafe impl Sync for Racy {}
    // SAFETY: nothing makes it so; loom finds the race before it happens.
    unsafe impl Send for Racy {}

    #[test]
    fn loom_says_so_of_a_race() {
        let (message, _) = said_of(|| {
            let shared = Arc::new(Racy(UnsafeCell::new(0)));
            let other = Arc::clone(&shared);
            // SAFETY: the accesses race, which loom finds before they happen.
            let write = |shared: &Racy| shared.0.with_mut(|cell| unsafe { *cell += 1 });
            let thread = thread::spawn(move || write(&other));
            write(&shared);
            thread.join().expect("joins");
        });
        assert!(message.contains(RACE), "{message}");
        // In its words both accesses can be read.
        let accesses = message.lines().filter_map(access);
        let read: Vec<_> = accesses.map(|it| (it.what, it.cpu)).collect();
        let write = |cpu| ("write".to_owned(), cpu);
        assert!(
            read == [write(0), write(1)] || read == [write(1), write(0)],
            "{message}"
        );
    }

    #[test]
    fn loom_says_so_of_a_deadlock() {
        let (message, _) = said_of(|| {
            let mutex = Mutex::new(());
            let _held = mutex.lock().expect("is free");
            drop(mutex.lock());
        });
        assert!(message.contains(DEADLOCK), "{message}");
    }

    #[test]
    fn loom_says_so_of_an_execution_that_does_not_end() {
        let (message, at) = said_of(|| {
            let never = AtomicBool::new(false);
            while !never.load(Relaxed) {
                thread::yield_now();
            }
        });
        assert!(message.contains(TOO_LONG), "{message}");
        // It counts branches where it counts preemptions.
        assert!(COUNTED_IN.iter().all(|part| at.contains(part)), "{at}");
    }

    /// What is found where CPU 1 waits for a flag that nobody sets, by `wait`.
    fn stuck_in(wait: fn(&latchwork_atomic::AtomicBool)) -> Failure {
        let (message, at) = said_of(move || {
            let flag = latchwork_atomic::AtomicBool::new(false);
            let work = move |cpu| {
                if cpu == 1 {
                    wait(&flag);
                }
            };
            latchwork_atomic::model::run(2, work, || ());
        });
        meaning(&message, &at, &Situation::now())
    }

    #[test]
    fn a_cpu_that_polls_is_told_by_what_it_reads() {
        let failure = stuck_in(|flag| {
            while !flag.load(Relaxed) {
                latchwork_atomic::model::yield_now();
            }
        });
        let at = format!("{}:{}", file!(), line!() - 4);
        assert_eq!(failure.kind, "livelock");
        let told = format!("CPU 1 last read false at {at}");
        assert!(failure.reason.contains(&told), "{}", failure.reason);
        assert_eq!(failure.sights[0].at, at);
    }

    #[test]
    fn a_wait_that_is_pruned_is_told_by_what_it_reads() {
        use latchwork_atomic::{SpinHint, WaitUntil};
        let failure = stuck_in(|flag| {
            flag.wait_until::<SpinHint>(Relaxed, |it| it);
        });
        let at = format!("{}:{}", file!(), line!() - 2);
        assert_eq!(failure.kind, "deadlock");
        let sight = &failure.sights[0];
        assert_eq!((sight.cpu, &sight.at), (1, &at));
        assert_eq!(sight.note, "reads false; nobody ends it");
    }

    #[test]
    fn rust_says_so_of_a_number_that_is_too_large() {
        let (message, _) = said_of(|| {
            black_box(black_box(u8::MAX) + 1);
        });
        assert!(message.contains(OVERFLOW), "{message}");
    }

    #[test]
    fn a_race_is_told_by_its_accesses() {
        let words = "\nCausality violation: Concurrent write accesses to `UnsafeCell`.\
            \n      created: a.rs:1:2\
            \n    write one: thread #1 @ a.rs:7:13\
            \n    write two: thread #0 @ a.rs:9:5\n";
        let situation = Situation {
            running: Some(0),
            ..Situation::default()
        };
        let race = meaning(words, "", &situation);
        assert_eq!(
            (race.property, &*race.kind),
            (Property::Exclusion, "data race")
        );
        assert_eq!(
            race.reason,
            "nothing orders the write of CPU 0 at a.rs:9 after the write of CPU 1 at a.rs:7"
        );
        let sights: Vec<_> = race.sights.iter().map(|it| (it.cpu, it.earlier)).collect();
        assert_eq!(sights, [(1, true), (0, false)]);
    }

    #[test]
    fn a_race_without_places_is_a_race() {
        let race = meaning("Causality violation: …", "", &Situation::default());
        assert_eq!(
            (race.property, &*race.kind),
            (Property::Exclusion, "data race")
        );
    }

    #[test]
    fn more_preemptions_than_loom_can_count_are_no_overflow_of_the_lock() {
        let words = "attempt to add with overflow";
        let mut busy = Situation::default();
        busy.working.push(Working { cpu: 0, read: None });
        let loom = meaning(words, "/x/loom-0.7.3/src/rt/path.rs:487", &busy);
        assert_eq!(loom.kind, "livelock");
        assert_eq!(meaning(words, "src/lock.rs:4", &busy).kind, "panic");
    }
}
