//! What the graph of lock orders reports, and what it does not.
#![cfg(not(any(loom, shuttle, explore)))]

// Miri repeats tests of one CPU with one seed only.
mod one_cpu {
    use latchwork_lock::order::graph::{
        Attempt, Class, HELD, Kind, NoRoom, OrderGraph, Orders, Report,
    };
    use std::fmt::{self, Write as _};
    use std::mem;
    use std::panic::Location;

    /// The line of the first class; the others follow.
    const TABLE_AT: u32 = line!() + 1;
    static TABLE: Class = Class::new("process table");
    static QUEUE: Class = Class::new("run queue");
    static CONSOLE: Class = Class::new("console");

    /// What a CPU does, without a lock that anybody waits for.
    struct Cpu<'a> {
        orders: Orders<'a>,
        number: usize,
        in_handler: bool,
        interrupts_on: bool,
        said: Vec<String>,
    }

    /// A lock of each class, at an address of its own.
    fn lock(class: &'static Class) -> (usize, Kind) {
        (std::ptr::from_ref(class).addr(), Kind::Declared(class))
    }

    impl<'a> Cpu<'a> {
        fn new(orders: Orders<'a>, number: usize) -> Self {
            Self {
                orders,
                number,
                in_handler: false,
                interrupts_on: false,
                said: Vec::new(),
            }
        }

        fn attempt(&self, (lock, kind): (usize, Kind), at: &'static Location<'static>) -> Attempt {
            Attempt {
                cpu: self.number,
                lock,
                class: self.orders.class(kind),
                at,
                in_handler: self.in_handler,
                interrupts_on: self.interrupts_on,
            }
        }

        #[track_caller]
        fn lock(&mut self, lock: (usize, Kind)) {
            let attempt = self.attempt(lock, Location::caller());
            let said = &mut self.said;
            self.orders
                .waits(&attempt, &mut |report| said.push(report.to_string()));
            self.orders.holds(&attempt);
        }

        #[track_caller]
        fn try_lock(&mut self, lock: (usize, Kind)) {
            let attempt = self.attempt(lock, Location::caller());
            let said = &mut self.said;
            self.orders
                .tried(&attempt, &mut |report| said.push(report.to_string()));
            self.orders.holds(&attempt);
        }

        fn unlock(&mut self, (lock, _): (usize, Kind)) {
            self.orders.releases(self.number, lock);
        }

        /// Takes these, one under the other, and releases them.
        #[track_caller]
        fn nest<const N: usize>(&mut self, locks: [(usize, Kind); N]) {
            for lock in locks {
                self.lock(lock);
            }
            for lock in locks {
                self.unlock(lock);
            }
        }

        /// What has been said since, with the places of this file shortened.
        fn said(&mut self) -> Vec<String> {
            let said = std::mem::take(&mut self.said).into_iter();
            said.map(|it| it.replace(file!(), "FILE")).collect()
        }
    }

    const CIRCLE: &str =
        "these orders of locks are a circle, in which CPUs may wait for each other for ever:";

    /// The line of the call, as reports have it, with its column left out.
    fn lines(text: &str) -> String {
        let mut kept = String::new();
        for (index, part) in text.split("FILE:").enumerate() {
            if index == 0 {
                kept.push_str(part);
                continue;
            }
            let place = part.find(|c: char| c != ':' && !c.is_ascii_digit());
            let (place, rest) = part.split_at(place.unwrap_or(part.len()));
            let line = place.split(':').next().unwrap_or_default();
            kept.push_str(&format!("FILE:{line}{rest}"));
        }
        kept
    }

    #[test]
    fn a_circle_of_two_is_reported_once_with_all_four_lines() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut one, mut other) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        let first = line!() + 1;
        one.lock(lock(&TABLE));
        one.lock(lock(&QUEUE));
        one.unlock(lock(&QUEUE));
        one.unlock(lock(&TABLE));
        assert!(one.said().is_empty());
        let second = line!() + 1;
        other.lock(lock(&QUEUE));
        other.lock(lock(&TABLE));
        let said = other.said();
        let declared = |class: &Class, line| format!("{} (declared at FILE:{line})", name(class));
        let (table, queue) = (declared(&TABLE, TABLE_AT), declared(&QUEUE, TABLE_AT + 1));
        assert_eq!(
            said.iter().map(|it| lines(it)).collect::<Vec<_>>(),
            [format!(
                "{CIRCLE}\n\
             - {queue} is taken at FILE:{second}, and while it is held {table} at FILE:{}\n\
             - {table} is taken at FILE:{first}, and while it is held {queue} at FILE:{}",
                second + 1,
                first + 1
            )]
        );
        other.unlock(lock(&QUEUE));
        other.unlock(lock(&TABLE));
        // Once.
        for _ in 0..3 {
            one.nest([lock(&TABLE), lock(&QUEUE)]);
            other.nest([lock(&QUEUE), lock(&TABLE)]);
        }
        assert!(one.said().is_empty() && other.said().is_empty());
    }

    fn name(class: &Class) -> &'static str {
        match () {
            () if std::ptr::eq(class, &TABLE) => "process table",
            () if std::ptr::eq(class, &QUEUE) => "run queue",
            () => "console",
        }
    }

    #[test]
    fn a_circle_of_three_is_reported_where_it_closes() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.nest([lock(&TABLE), lock(&QUEUE)]);
        cpu.nest([lock(&QUEUE), lock(&CONSOLE)]);
        assert!(cpu.said().is_empty());
        cpu.nest([lock(&CONSOLE), lock(&TABLE)]);
        let said = cpu.said();
        assert_eq!((said.len(), said[0].lines().count()), (1, 4), "{said:?}");
        let held = said[0]
            .lines()
            .skip(1)
            .map(|it| &it[2..9])
            .collect::<Vec<_>>();
        assert_eq!(held, ["console", "process", "run que"]);
    }

    /// The twin of the two above: what is no circle is not reported.
    #[test]
    fn orders_that_go_together_are_not_reported() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut one, mut other) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        for _ in 0..2 {
            // The long way, the short way, and each alone in any order.
            one.nest([lock(&TABLE), lock(&QUEUE), lock(&CONSOLE)]);
            other.nest([lock(&TABLE), lock(&CONSOLE)]);
            other.nest([lock(&CONSOLE)]);
            other.nest([lock(&TABLE)]);
            // Two CPUs hold them in opposite orders of time, neither under the other.
            one.lock(lock(&CONSOLE));
            other.lock(lock(&TABLE));
            one.unlock(lock(&CONSOLE));
            other.unlock(lock(&TABLE));
            // Released out of order.
            one.lock(lock(&TABLE));
            one.lock(lock(&QUEUE));
            one.unlock(lock(&TABLE));
            one.lock(lock(&CONSOLE));
            one.unlock(lock(&QUEUE));
            one.unlock(lock(&CONSOLE));
        }
        assert!(one.said().is_empty() && other.said().is_empty());
    }

    #[test]
    fn who_tries_closes_no_circle_but_holds() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.nest([lock(&TABLE), lock(&QUEUE)]);
        cpu.lock(lock(&QUEUE));
        cpu.try_lock(lock(&TABLE));
        assert!(cpu.said().is_empty());
        cpu.unlock(lock(&QUEUE));
        cpu.lock(lock(&CONSOLE));
        cpu.unlock(lock(&CONSOLE));
        cpu.unlock(lock(&TABLE));
        cpu.nest([lock(&CONSOLE), lock(&TABLE)]);
        assert_eq!(cpu.said().len(), 1);
    }

    #[test]
    fn who_waits_for_itself_is_told() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.lock(lock(&TABLE));
        cpu.lock(lock(&TABLE));
        let said = cpu.said();
        let told = said[0].starts_with("a CPU waits for itself: process table");
        assert!(told && said.len() == 1, "{said:?}");
        // Who has released it may take it again.
        cpu.unlock(lock(&TABLE));
        cpu.unlock(lock(&TABLE));
        cpu.nest([lock(&TABLE)]);
        assert!(cpu.said().is_empty());
    }

    #[test]
    fn locks_of_one_class_go_up_or_down_but_not_both() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        let forks = [4, 8, 12].map(|address| (address, Kind::Declared(&TABLE)));
        cpu.nest([forks[0], forks[1], forks[2]]);
        cpu.nest([forks[1], forks[2]]);
        assert!(cpu.said().is_empty());
        // The last philosopher.
        cpu.nest([forks[2], forks[0]]);
        assert_eq!(cpu.said().len(), 1);
        cpu.nest([forks[2], forks[0]]);
        assert!(cpu.said().is_empty());
        // Another class goes down, and that is as well.
        let down = [12, 8, 4].map(|address| (address, Kind::Declared(&QUEUE)));
        cpu.nest(down);
        assert!(cpu.said().is_empty());
    }

    #[test]
    fn what_a_handler_takes_is_held_with_interrupts_off_elsewhere() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut cpu, mut handler) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        handler.in_handler = true;
        cpu.nest([lock(&TABLE)]);
        let taken = line!() + 1;
        handler.nest([lock(&TABLE)]);
        assert!(cpu.said().is_empty() && handler.said().is_empty());
        cpu.interrupts_on = true;
        let held = line!() + 1;
        cpu.nest([lock(&TABLE)]);
        assert_eq!(
            lines(&cpu.said().concat()),
            format!(
                "{CIRCLE}\n\
             - process table (declared at FILE:{TABLE_AT}) is taken at FILE:{held}, and held with interrupts on\n\
             - process table (declared at FILE:{TABLE_AT}) is taken at FILE:{taken}, in an interrupt handler"
            )
        );
    }

    /// A handler that only tries does not wait for whom it interrupts.
    #[test]
    fn a_handler_may_try() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut cpu, mut handler) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        (cpu.interrupts_on, handler.in_handler) = (true, true);
        handler.try_lock(lock(&TABLE));
        handler.unlock(lock(&TABLE));
        cpu.nest([lock(&TABLE)]);
        assert!(cpu.said().is_empty() && handler.said().is_empty());
        // Who holds it after a try can be interrupted as well.
        handler.nest([lock(&QUEUE)]);
        cpu.try_lock(lock(&QUEUE));
        assert_eq!(cpu.said().len(), 1);
    }

    /// A handler takes the queue; who holds the queue takes the console, which others hold with
    /// interrupts on: there a handler may wait for the queue, whose holder waits for the console.
    #[test]
    fn a_circle_through_a_handler_is_found() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut cpu, mut handler) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        handler.in_handler = true;
        handler.nest([lock(&QUEUE)]);
        cpu.nest([lock(&QUEUE), lock(&CONSOLE)]);
        assert!(cpu.said().is_empty());
        cpu.interrupts_on = true;
        cpu.nest([lock(&CONSOLE)]);
        let said = cpu.said();
        assert_eq!((said.len(), said[0].lines().count()), (1, 4), "{said:?}");
        assert!(handler.said().is_empty());
    }

    /// Interrupts are turned on while a lock is held: the next acquisition notices it.
    #[test]
    fn a_lock_that_is_still_held_when_interrupts_come_on() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut cpu, mut handler) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        handler.in_handler = true;
        handler.nest([lock(&QUEUE)]);
        cpu.lock(lock(&QUEUE));
        cpu.interrupts_on = true;
        cpu.lock(lock(&CONSOLE));
        let said = cpu.said();
        // And the console, below it, may be held where a handler waits for it.
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("and still held at FILE"), "{said:?}");
    }

    /// Each order once, and none that has no room.
    #[test]
    fn a_graph_shows_how_many_orders_it_has() {
        let graph: OrderGraph<1, 4, 2> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        let pairs = [
            [&TABLE, &QUEUE],
            [&TABLE, &QUEUE],
            [&TABLE, &CONSOLE],
            [&QUEUE, &CONSOLE],
        ];
        for (pair, before) in pairs.into_iter().zip([0, 1, 1, 2]) {
            assert_eq!(
                format!("{graph:?}"),
                format!("Orders {{ orders: {before}, .. }}")
            );
            cpu.nest(pair.map(lock));
        }
        assert_eq!(format!("{graph:?}"), "Orders { orders: 2, .. }");
    }

    /// What takes no text once, and any afterwards.
    struct FailsOnce(bool);

    impl fmt::Write for FailsOnce {
        fn write_str(&mut self, _text: &str) -> fmt::Result {
            match mem::replace(&mut self.0, true) {
                true => Ok(()),
                false => Err(fmt::Error),
            }
        }
    }

    #[test]
    fn a_report_that_cannot_be_written_says_so() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.nest([lock(&TABLE), lock(&QUEUE)]);
        cpu.lock(lock(&QUEUE));
        let attempt = cpu.attempt(lock(&TABLE), Location::caller());
        let mut written = None;
        graph.orders().waits(&attempt, &mut |report| {
            written = Some(write!(FailsOnce(false), "{report}"));
        });
        assert_eq!(written, Some(Err(fmt::Error)));
    }

    /// Whichever line comes first in the file.
    #[test]
    fn a_lock_that_is_taken_further_down_and_still_held_further_up() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut cpu, mut handler) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        handler.in_handler = true;
        handler.nest([lock(&QUEUE)]);
        let still_holds = |cpu: &mut Cpu<'_>| cpu.try_lock(lock(&CONSOLE));
        cpu.lock(lock(&QUEUE));
        cpu.interrupts_on = true;
        still_holds(&mut cpu);
        let said = cpu.said();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("and still held at FILE"), "{said:?}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "filling every table takes Miri minutes")]
    fn what_has_no_room_is_reported_once_and_stops_nobody() {
        // Interrupts and two classes.
        let graph: OrderGraph<1, 3, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.nest([lock(&TABLE), lock(&QUEUE)]);
        assert!(cpu.said().is_empty() && !graph.orders().lacks_room(NoRoom::Classes));
        for round in 0..2 {
            cpu.nest([lock(&CONSOLE)]);
            let expected = [
                "the graph of lock orders has no room for more classes of locks: circles may be missed",
            ];
            assert_eq!(cpu.said(), &expected[round..], "round {round}");
        }
        assert!(
            graph.orders().lacks_room(NoRoom::Classes)
                && !graph.orders().lacks_room(NoRoom::Orders)
        );
        // What has room is found still.
        cpu.nest([lock(&QUEUE), lock(&TABLE)]);
        assert_eq!(cpu.said().len(), 1);

        let graph: OrderGraph<1, 4, 1> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.nest([lock(&TABLE), lock(&QUEUE)]);
        assert!(cpu.said().is_empty());
        cpu.nest([lock(&QUEUE), lock(&TABLE)]);
        assert!(
            cpu.said()
                .concat()
                .contains("no room for more orders of locks")
        );
        cpu.nest([lock(&QUEUE), lock(&TABLE)]);
        assert!(cpu.said().is_empty());

        let graph: OrderGraph<1, 20, 150> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        let locks = |index| (4 * (index + 1), Kind::Itself(4 * (index + 1)));
        for index in 0..HELD {
            cpu.lock(locks(index));
        }
        assert!(cpu.said().is_empty());
        cpu.lock(locks(HELD));
        cpu.unlock(locks(HELD));
        cpu.lock(locks(HELD));
        assert!(
            cpu.said()
                .concat()
                .contains("no room for more locks that a CPU holds")
        );
        // There is again.
        for index in 0..=HELD {
            cpu.unlock(locks(index));
        }
        cpu.nest([locks(1), locks(0)]);
        assert_eq!(cpu.said().len(), 1);

        // A CPU too many.
        let mut cpu = Cpu::new(graph.orders(), 1);
        cpu.nest([locks(0), locks(1)]);
        assert!(graph.orders().lacks_room(NoRoom::Locks) && cpu.said().is_empty());
    }

    /// The known-bad twins differ from what is right only where CPUs come between: one by one
    /// they find the same.
    #[test]
    #[cfg(feature = "spec")]
    fn known_bad_twins_are_right_one_by_one() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        let table = cpu.attempt(lock(&TABLE), Location::caller());
        cpu.orders.holds_unclaimed(&table);
        let queue = cpu.attempt(lock(&QUEUE), Location::caller());
        cpu.orders.holds_unclaimed(&queue);
        cpu.nest([lock(&CONSOLE)]);
        cpu.unlock(lock(&TABLE));
        cpu.unlock(lock(&QUEUE));
        assert!(cpu.said().is_empty() && !graph.orders().lacks_room(NoRoom::Locks));
        // Nothing of it is left.
        cpu.nest([lock(&QUEUE)]);
        cpu.nest([lock(&TABLE)]);
        assert!(cpu.said().is_empty());
        cpu.nest([lock(&CONSOLE), lock(&TABLE)]);
        cpu.nest([lock(&CONSOLE), lock(&QUEUE)]);
        assert_eq!(cpu.said().len(), 2);
        for steps in ["ptl", "pth"] {
            let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
            let orders = graph.orders();
            let [one, other] = [&TABLE, &QUEUE].map(|it| orders.class(Kind::Declared(it)));
            let (one, other) = one.zip(other).expect("there is room");
            let mut said = Vec::new();
            for (held, taken, count) in [(one, other, 0), (other, one, 1), (one, other, 1)] {
                orders.in_steps(steps, (held, taken), Location::caller(), &mut |report| {
                    said.push(report.to_string());
                });
                assert_eq!(said.len(), count, "{steps}");
            }
        }
    }

    #[test]
    fn a_lock_may_be_released_by_another_cpu() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut one, mut other) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        one.lock(lock(&TABLE));
        other.unlock(lock(&TABLE));
        one.lock(lock(&QUEUE));
        one.unlock(lock(&QUEUE));
        // Nobody has taken the queue under the table.
        other.nest([lock(&QUEUE), lock(&TABLE)]);
        assert!(one.said().is_empty() && other.said().is_empty());
    }

    #[test]
    fn the_place_that_makes_a_lock_is_its_class_wherever_it_is_named() {
        #[track_caller]
        fn made<T>(_: T) -> Kind {
            Kind::Made(Location::caller())
        }
        fn generic<T: Copy>(value: T) -> Kind {
            made(value)
        }
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let orders = graph.orders();
        // Two functions, of one line.
        assert_eq!(orders.class(generic(1_u8)), orders.class(generic('a')));
        assert_ne!(orders.class(generic(1_u8)), orders.class(made(1_u8)));
        assert_eq!(orders.class(Kind::Itself(8)), Some(3));
        assert_eq!(orders.class(Kind::Itself(12)), None);
        assert_eq!(orders.class(Kind::Itself(8)), Some(3));
    }

    #[test]
    fn each_address_is_a_class_of_one_number() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let orders = graph.orders();
        for _ in 0..2 {
            for (address, number) in [(0, 1), (64, 2), (67, 2), (usize::MAX, 3)] {
                let class = orders.class(Kind::Itself(address));
                assert_eq!(class, Some(number), "{address:#x}");
            }
        }
    }

    /// A console that its CPU holds, and that reports are written to.
    #[test]
    fn there_is_no_report_inside_of_a_report() {
        fn report(orders: Orders<'_>, console: &Attempt, depth: &mut u32) {
            *depth += 1;
            assert!(*depth < 10, "reports without end");
            let write = &mut |_: &Report<'_>| report(orders, console, depth);
            orders.waits(console, write);
            orders.tried(console, write);
            orders.interrupts_may_come(console.cpu, write);
        }
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.interrupts_on = true;
        cpu.lock(lock(&CONSOLE));
        let console = cpu.attempt(lock(&CONSOLE), Location::caller());
        for times in 1..3 {
            let mut depth = 0;
            report(graph.orders(), &console, &mut depth);
            // The call above, and one report in it.
            assert_eq!(depth, 2, "{times}");
        }
    }

    /// A lock is taken with interrupts off, for another's sake, and held longer than that.
    #[test]
    fn interrupts_that_have_come_on_are_noticed_at_a_release() {
        let graph: OrderGraph<2, 4, 8> = OrderGraph::new();
        let (mut cpu, mut handler) = (Cpu::new(graph.orders(), 0), Cpu::new(graph.orders(), 1));
        handler.in_handler = true;
        handler.nest([lock(&QUEUE)]);
        cpu.lock(lock(&QUEUE));
        let said = &mut cpu.said;
        cpu.orders
            .interrupts_may_come(0, &mut |report| said.push(report.to_string()));
        cpu.unlock(lock(&QUEUE));
        let said = cpu.said();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("and held with interrupts on"), "{said:?}");
    }

    #[test]
    fn a_report_has_its_steps_as_values() {
        let graph: OrderGraph<1, 4, 8> = OrderGraph::new();
        let mut cpu = Cpu::new(graph.orders(), 0);
        cpu.nest([lock(&TABLE), lock(&QUEUE)]);
        cpu.lock(lock(&QUEUE));
        let attempt = cpu.attempt(lock(&TABLE), Location::caller());
        let mut seen = 0;
        graph.orders().waits(&attempt, &mut |report| {
            let Report::Circle(circle) = report else {
                panic!("{report}")
            };
            for step in circle.steps() {
                assert!(step.held.kind() != step.taken.kind());
                assert_eq!(
                    (step.held_at.file(), step.taken_at.file()),
                    (file!(), file!())
                );
                seen += 1;
            }
        });
        assert_eq!(seen, 2);
    }

    /// Whichever of two lines comes first in the file, or gets its number first.
    #[test]
    fn each_line_that_makes_locks_is_a_class() {
        #[track_caller]
        fn made() -> Kind {
            Kind::Made(Location::caller())
        }
        let upper = made();
        let lower = made();
        for [first, second] in [[upper, lower], [lower, upper]] {
            let graph = OrderGraph::<1, 4, 1>::new();
            let orders = graph.orders();
            let numbers = [first, second, first, second].map(|it| orders.class(it));
            assert_eq!(numbers, [1, 2, 1, 2].map(Some));
        }
    }
}
