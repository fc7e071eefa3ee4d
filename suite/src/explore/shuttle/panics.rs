//! What shuttle's panics mean: shuttle has no other way to say what it has found.

use crate::Failure;
use crate::failure::{Situation, endless, stuck};

/// Every task that has not finished is blocked.
const DEADLOCK: &str = "deadlock! blocked tasks";

/// The execution has more steps than it may.
const TOO_LONG: &str = "exceeded max_steps";

/// The failure that a panic with this message, at this place, stands for.
pub(crate) fn meaning(message: &str, at: &str, situation: &Situation) -> Failure {
    let words = message.trim();
    if words.contains(TOO_LONG) {
        endless(words, situation)
    } else if words.contains(DEADLOCK) {
        let blocked = "every CPU that has not finished is blocked";
        stuck("deadlock", blocked, words, situation)
    } else {
        Failure::panicked(message, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Property;
    use shuttle::scheduler::RoundRobinScheduler;
    use shuttle::sync::Barrier;
    use shuttle::{Config, FailurePersistence, MaxSteps, Runner, thread};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    /// What shuttle says of `model`, which fails.
    fn message_of(model: fn()) -> String {
        let mut config = Config::new();
        config.max_steps = MaxSteps::FailAfter(100);
        config.failure_persistence = FailurePersistence::None;
        let runner = Runner::new(RoundRobinScheduler::new(1), config);
        let panic = catch_unwind(AssertUnwindSafe(|| runner.run(model)));
        let panic = panic.expect_err("the model fails");
        match panic.downcast::<String>() {
            Ok(message) => *message,
            Err(other) => (*other.downcast::<&str>().expect("a message")).to_owned(),
        }
    }

    #[test]
    fn shuttle_says_so_of_a_deadlock() {
        let message = message_of(|| {
            // Nobody else comes.
            Barrier::new(2).wait();
        });
        assert!(message.contains(DEADLOCK), "{message}");
    }

    #[test]
    fn shuttle_says_so_of_an_execution_that_does_not_end() {
        let message = message_of(|| {
            loop {
                thread::yield_now();
            }
        });
        assert!(message.contains(TOO_LONG), "{message}");
    }

    #[test]
    fn blocked_tasks_are_a_deadlock() {
        let deadlock = meaning("deadlock! blocked tasks: [main]", "", &Situation::default());
        assert_eq!(
            (deadlock.property, &*deadlock.kind),
            (Property::Progress, "deadlock")
        );
    }
}
