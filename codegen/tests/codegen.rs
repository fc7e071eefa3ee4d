//! In a build that nobody checks, the façade costs nothing: the machine code of
//! an acquire and release through it is that of the same algorithm written on
//! `core`'s atomics. The test reads its own executable, so it speaks of the code
//! that runs.
//!
//! `cargo test -p latchwork-codegen -- --nocapture` prints the
//! listings. The proof is for x86-64 Linux.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod disassembly;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod x86_64 {
    use crate::disassembly::Executable;
    use latchwork_codegen::bare::{BareMutex, BareTicket, BareTtas};
    use latchwork_codegen::pairs::{
        latchwork_codegen_lock_api, latchwork_codegen_lock_api_04, latchwork_codegen_mcs,
        latchwork_codegen_mcs_lock, latchwork_codegen_mutex, latchwork_codegen_mutex_across,
        latchwork_codegen_mutex_bare, latchwork_codegen_ordered, latchwork_codegen_ordered_across,
        latchwork_codegen_ticket, latchwork_codegen_ticket_bare, latchwork_codegen_ticket_worse,
        latchwork_codegen_ttas, latchwork_codegen_ttas_bare, latchwork_codegen_ttas_worse,
    };
    use latchwork_lock::order::OrderedMutex;
    use latchwork_lock::{McsLock, Mutex, TicketLock, TtasLock};

    /// Calls every function, twice, so that each is linked, and hangs if one of
    /// them does not release.
    fn exercise() {
        let (ticket, bare) = (TicketLock::default(), BareTicket::default());
        let (mutex, bare_mutex) = (Mutex::<u64>::default(), BareMutex::default());
        let (lock_api, lock_api_04) = (lock_api::Mutex::new(0), lock_api_04::Mutex::new(0));
        for _ in 0..2 {
            latchwork_codegen_ticket(&ticket);
            latchwork_codegen_ticket_bare(&bare);
            latchwork_codegen_ticket_worse(&bare);
            latchwork_codegen_mutex(&mutex);
            latchwork_codegen_mutex_bare(&bare_mutex);
            latchwork_codegen_lock_api(&lock_api);
            latchwork_codegen_lock_api_04(&lock_api_04);
        }
        let (outer, inner) = (OrderedMutex::default(), OrderedMutex::default());
        for _ in 0..2 {
            latchwork_codegen_ordered(&outer);
            latchwork_codegen_ordered_across(&outer, &inner);
            latchwork_codegen_mutex_across(&Mutex::default(), &Mutex::default());
        }
        assert_eq!((outer.into_inner(), inner.into_inner()), (4, 2));
        let (ttas, bare_ttas) = (TtasLock::default(), BareTtas::default());
        let mcs = McsLock::default();
        for _ in 0..2 {
            latchwork_codegen_ttas(&ttas);
            latchwork_codegen_ttas_bare(&bare_ttas);
            latchwork_codegen_ttas_worse(&bare_ttas);
            latchwork_codegen_mcs(&mcs);
            latchwork_codegen_mcs_lock(&McsLock::default());
        }
        let counts = [
            mutex.into_inner(),
            lock_api.into_inner(),
            lock_api_04.into_inner(),
        ];
        assert_eq!(counts, [2; 3]);
        bare_mutex.with(|count| assert_eq!(*count, 2));
    }

    fn assert_same(facade: &str, bare: &str) {
        exercise();
        let executable = Executable::current();
        let (facade, bare) = (executable.function(facade), executable.function(bare));
        println!("{facade}\n{bare}");
        assert!(facade.is_plausible_lock(), "not a lock's code:\n{facade}");
        assert_eq!(facade.instructions, bare.instructions, "\n{facade}\n{bare}");
    }

    #[test]
    fn ticket_lock_through_the_facade_is_the_bare_one() {
        assert_same("latchwork_codegen_ticket", "latchwork_codegen_ticket_bare");
    }

    #[test]
    fn mutex_and_guard_are_the_bare_lock_and_the_access() {
        assert_same("latchwork_codegen_mutex", "latchwork_codegen_mutex_bare");
    }

    #[test]
    fn a_mutex_of_lock_api_is_the_bare_lock_and_the_access() {
        assert_same("latchwork_codegen_lock_api", "latchwork_codegen_mutex_bare");
    }

    /// Without debug assertions a tracked lock notes nothing.
    #[cfg(not(debug_assertions))]
    #[test]
    fn a_tracked_lock_is_the_lock() {
        use latchwork_codegen::pairs::{Kernel, latchwork_codegen_tracked};
        use latchwork_lock::order::graph::Tracked;

        type Lock = Tracked<TicketLock, Kernel>;
        let mutex: Mutex<u64, Lock> = Mutex::default();
        latchwork_codegen_tracked(&mutex);
        assert_eq!(mutex.into_inner(), 1);
        assert_eq!(size_of::<Lock>(), size_of::<TicketLock>());
        assert_same("latchwork_codegen_tracked", "latchwork_codegen_mutex_bare");
    }

    #[test]
    fn a_level_costs_nothing() {
        assert_same("latchwork_codegen_ordered", "latchwork_codegen_mutex_bare");
    }

    /// The proof that is passed to a function is not there in its caller's code.
    #[test]
    fn a_level_costs_nothing_across_functions() {
        exercise();
        let executable = Executable::current();
        let ordered = executable.function("latchwork_codegen_ordered_across");
        let plain = executable.function("latchwork_codegen_mutex_across");
        println!("{ordered}\n{plain}");
        assert!(
            ordered.instructions.iter().any(|it| it == "call"),
            "\n{ordered}"
        );
        assert_eq!(
            ordered.instructions, plain.instructions,
            "\n{ordered}\n{plain}"
        );
    }

    #[test]
    fn ttas_lock_through_the_facade_is_the_bare_one() {
        assert_same("latchwork_codegen_ttas", "latchwork_codegen_ttas_bare");
    }

    /// The locks' documentation says how many atomic read-modify-writes an acquisition and
    /// its release take, alone: each has them in its code, and no more.
    #[test]
    fn read_modify_writes_are_as_many_as_documented() {
        exercise();
        let executable = Executable::current();
        let count = |name: &str| {
            let function = executable.function(name);
            println!("{function}");
            function.read_modify_writes()
        };
        let documented = |lock: &str| {
            let page = include_str!("../../primitives/lock/src/lib.rs");
            let row = page
                .lines()
                .find(|line| line.contains(&format!("| [`{lock}`] |")));
            let cells: Vec<_> = row.expect("a row of the table").split('|').collect();
            cells[4].trim().parse::<usize>().expect("a number")
        };
        assert_eq!(count("latchwork_codegen_ttas"), documented("TtasLock"));
        assert_eq!(count("latchwork_codegen_ticket"), documented("TicketLock"));
        assert_eq!(count("latchwork_codegen_mcs"), documented("McsLock"));
        // One of the MCS lock's is in the acquisition.
        assert_eq!(count("latchwork_codegen_mcs_lock"), 1);
        // To be released without a token takes no more of them.
        assert_eq!(
            count("latchwork_codegen_lock_api_04"),
            documented("TicketLock")
        );
        // The controls.
        assert_eq!(count("latchwork_codegen_ttas_worse"), 2);
        assert_eq!(count("latchwork_codegen_ticket_worse"), 2);
    }

    /// What the compiler leaves of a function that it has merged with another.
    #[unsafe(naked)]
    #[unsafe(no_mangle)]
    extern "C" fn latchwork_codegen_thunk(_: &TicketLock) {
        core::arch::naked_asm!("jmp {}", sym latchwork_codegen_ticket)
    }

    #[test]
    fn a_merged_function_is_followed() {
        latchwork_codegen_thunk(&TicketLock::default());
        assert_same("latchwork_codegen_thunk", "latchwork_codegen_ticket_bare");
    }

    /// The control: an unneeded SeqCst must be seen.
    #[test]
    fn a_costlier_release_is_found_different() {
        exercise();
        let executable = Executable::current();
        let bare = executable.function("latchwork_codegen_ticket_bare");
        let worse = executable.function("latchwork_codegen_ticket_worse");
        println!("{worse}");
        assert!(worse.is_plausible_lock(), "not a lock's code:\n{worse}");
        assert_ne!(bare.instructions, worse.instructions);
    }
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
#[test]
#[ignore = "the codegen proof disassembles x86-64 ELF executables only"]
fn codegen() {}
