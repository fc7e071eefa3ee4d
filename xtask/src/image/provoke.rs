//! Boots that must fail: a boot check that cannot fail is worth nothing.

use std::time::Duration;

use latchwork_suite::report::Verdict;

use crate::cli::Profile;
use crate::ground::child::Ending;
use crate::image::boot::{Boot, Plan};
use crate::image::qemu::SUCCESS;

/// What the kernel says once it has started every CPU; nothing is provoked earlier.
const UP: &str = "CPUs up";

/// How a provoked failure ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The kernel notices, says these words, and ends the machine with a failure.
    Reported(&'static str),
    /// The processor gives up and resets.
    Reset,
    /// Never.
    Hang,
}

/// A failure that the kernel brings about if its command line asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Provocation {
    /// Its name on the kernel's command line.
    pub(crate) name: &'static str,
    end: End,
}

/// All that the kernel knows.
pub(crate) const PROVOCATIONS: [Provocation; 6] = [
    Provocation {
        name: "panic",
        end: End::Reported("panic"),
    },
    Provocation {
        name: "page-fault",
        end: End::Reported("page fault"),
    },
    Provocation {
        name: "divide",
        end: End::Reported("divide"),
    },
    Provocation {
        name: "double-fault",
        end: End::Reported("double fault"),
    },
    Provocation {
        name: "triple-fault",
        end: End::Reset,
    },
    Provocation {
        name: "hang",
        end: End::Hang,
    },
];

impl Provocation {
    /// The boot that must fail.
    pub(crate) fn plan(self) -> Plan {
        let limit = Some(Duration::from_secs(if self.end == End::Hang {
            10
        } else {
            60
        }));
        let kernel_args = vec![format!("provoke={}", self.name)];
        Plan {
            limit,
            kernel_args,
            ..Plan::new(2, Profile::Release)
        }
    }

    /// How `boot` failed, if it did so in the way that was provoked; otherwise what
    /// happened instead.
    pub(crate) fn judge(self, boot: &Boot) -> Result<String, String> {
        let reached = boot.serial.text().contains(UP);
        let came = came(self.end, &boot.ending, boot.serial.text());
        if boot.report.result == Verdict::Fail && reached && came {
            Ok(boot.report.complaints.join("; "))
        } else {
            let name = self.name;
            Err(format!(
                "`provoke={name}` must end as {:?}, but QEMU ended with {}{}\n{}",
                self.end,
                boot.ending,
                if reached {
                    ""
                } else {
                    " before the machine was up"
                },
                boot.explain(),
            ))
        }
    }
}

fn came(end: End, ending: &Ending, text: &str) -> bool {
    match (end, ending) {
        (End::Reported(words), &Ending::Exit(status)) => {
            status > 1 && status != SUCCESS && text.to_lowercase().contains(words)
        }
        (End::Reset, ending) => *ending == Ending::Exit(0),
        (End::Hang, ending) => matches!(ending, Ending::TimeLimit(_)),
        (End::Reported(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_must_be_the_provoked_one() {
        let reported = End::Reported("page fault");
        let limit = Ending::TimeLimit(Duration::from_secs(1));
        assert!(came(reported, &Ending::Exit(35), "Page fault at 0x10"));
        assert!(!came(reported, &Ending::Exit(35), "panicked"));
        assert!(!came(reported, &Ending::Exit(SUCCESS), "page fault"));
        assert!(!came(reported, &Ending::Exit(0), "page fault"));
        assert!(!came(reported, &limit, "page fault"));
        assert!(came(End::Reset, &Ending::Exit(0), ""));
        assert!(!came(End::Reset, &Ending::Exit(SUCCESS), ""));
        assert!(came(End::Hang, &limit, ""));
        assert!(!came(End::Hang, &Ending::Exit(35), ""));
    }
}
