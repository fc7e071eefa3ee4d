//! The front page of the documentation is for users: what only authors of locks need is
//! in the module `author`.

// Miri would find nothing: one thread, which reads text.
#![cfg(not(miri))]

const LIB: &str = include_str!("../src/lib.rs");

/// What users name, as it stands in `lib.rs`.
const FOR_USERS: [&str; 27] = [
    "AsIs",
    "Backoff",
    "Clock",
    "CurrentCpu",
    "ForceUnlock",
    "InterruptsOff",
    "Invariant",
    "MappedMutexGuard",
    "McsLock",
    "McsMutex",
    "Mutex",
    "MutexGuard",
    "Policy",
    "PreemptionOff",
    "Proportional",
    "RawLock",
    "Relax",
    "SpinHint",
    "StealingLock",
    "TicketLock",
    "TicketMutex",
    "TimedLock",
    "TtasLock",
    "TtasMutex",
    "WithClock",
    "Yield",
    "Yielding",
];

/// The names that `text` hands on by `pub use` at the beginning of a line, and its public
/// modules.
fn public(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for item in text.split("\npub ").skip(1) {
        if let Some(used) = item.strip_prefix("use ") {
            let (path, _) = used.split_once(';').expect("a use ends");
            let (_, last) = path.rsplit_once("::").expect("a use has a path");
            let list = last.trim_matches(['{', '}']).split(',');
            names.extend(list.map(str::trim).filter(|name| !name.is_empty()));
        } else {
            names.extend(item.split([';', '{']).next().map(str::trim));
        }
    }
    names.sort_unstable();
    names
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn the_front_page_has_what_users_name_and_one_module_for_authors() {
        let mut expected = FOR_USERS.to_vec();
        expected.extend(["mod author", "mod order", "mod stats"]);
        expected.sort_unstable();
        assert_eq!(public(LIB), expected);
    }

    #[test]
    fn the_front_page_shows_each_lock_and_names_the_explorer() {
        let page: Vec<&str> = LIB.lines().map_while(|it| it.strip_prefix("//!")).collect();
        let page = page.join("\n");
        for words in [
            "Mutex<u32, TicketLock>",
            "impl CurrentCpu for",
            "McsLock<Cpu, 64>",
        ] {
            assert!(page.contains(words), "{words}");
        }
        for checker in ["latchwork-explore", "loom", "shuttle", "Miri"] {
            assert!(page.contains(checker), "{checker}");
        }
    }

    #[test]
    fn a_name_too_many_is_seen() {
        let text = "mod a;\n\npub use a::{B,\n    C};\npub use d::E;\npub mod f {\n    pub use g::H;\n}\n\npub fn i() {}\n";
        assert_eq!(public(text), ["B", "C", "E", "fn i()", "mod f"]);
    }
}
