//! What was modelled, on the terminal.

use std::time::Duration;

use indicatif::HumanCount;
use latchwork_coherence::contest::Measured;
use latchwork_suite::table::Tone;

use super::advice::{self, Choice, Crossover, PAIR};
use super::plan::{Machine, Outside, Plan};
use super::row::Row;
use crate::ground::output::{line, prose};
use crate::ground::table::{self, Cell, NOTHING, Table, number, table};

/// What follows a choice that rests on figures that have not settled.
const UNSETTLED: char = '~';

/// How wide a page shows a line.
const WIDTH: usize = 100;

/// Prints, for each machine and time outside, which lock to choose, and who overtakes
/// whom.
pub(super) fn print(plan: &Plan, rows: &[Row]) {
    for figures in all(plan, rows) {
        line(figures.title());
        table::print(&figures.table());
        for note in figures.notes() {
            prose(note);
        }
        line("");
    }
    prose(legend());
}

/// The tables as a page has them: without colours, in lines of at most [`WIDTH`], and with
/// neither sentences nor legend.
pub(super) fn tables(plan: &Plan, rows: &[Row]) -> String {
    let table = |it: Figures| format!("{}\n{}", it.title(), it.table().plain(Some(WIDTH)));
    let tables: Vec<String> = all(plan, rows).map(table).collect();
    tables.join("\n\n")
}

/// The figures of each machine with each time outside.
fn all<'a>(plan: &'a Plan, rows: &'a [Row]) -> impl Iterator<Item = Figures<'a>> {
    plan.machines.iter().flat_map(move |machine| {
        plan.outside.iter().map(move |&outside| Figures {
            plan,
            machine,
            outside,
            rows,
        })
    })
}

/// How to read the tables.
fn legend() -> String {
    format!(
        "CS is a critical section, in cycles. A cell has the fastest lock whose Jain index is \
         0.9 or more (else that is told), and what choosing the other of {} and {} loses. \
         {UNSETTLED} not settled: the halves of the window differ by more than a twentieth; \
         --acquisitions makes it longer.",
        short(PAIR[0]),
        short(PAIR[1]),
    )
}

/// Points, seed and speed.
pub(super) fn speed(measured: &[Measured], took: Duration) -> String {
    let accesses: u64 = measured.iter().map(|it| it.accesses).sum();
    let seed = measured.first().map_or(0, |it| it.point.seed);
    let seconds = took.as_secs_f64();
    format!(
        "{} points with seed {seed}: {} simulated accesses in {seconds:.1} s, {:.0} million a second.",
        HumanCount(measured.len() as u64),
        HumanCount(accesses),
        accesses as f64 / seconds / 1e6,
    )
}

/// A lock's name without what all have.
fn short(lock: &str) -> &str {
    lock.strip_suffix("Lock").unwrap_or(lock)
}

/// What was modelled on one machine with one time outside.
struct Figures<'a> {
    plan: &'a Plan,
    machine: &'a Machine,
    outside: Outside,
    rows: &'a [Row],
}

impl<'a> Figures<'a> {
    fn title(&self) -> String {
        let outside = match self.outside {
            Outside::Cycles(cycles) => format!("{cycles} cycles"),
            Outside::Mostly => "4 × (CS + 500) cycles".to_owned(),
        };
        let parameters = &self.machine.parameters;
        format!(
            "{}, {} CPUs of {} GHz; outside {outside}",
            self.machine.name,
            parameters.cpus(),
            parameters.clock
        )
    }

    /// The rows of so many CPUs with a critical section.
    fn at(&self, cpus: usize, critical_section: u64) -> Vec<&'a Row> {
        let outside = self.outside.cycles(critical_section);
        let is_there = |it: &&Row| {
            let point = &it.point;
            (point.cpus, point.critical_section, point.outside) == (cpus, critical_section, outside)
                && point.machine == self.machine.name
        };
        self.rows.iter().filter(is_there).collect()
    }

    fn table(&self) -> Table {
        let inside = &self.plan.critical_sections;
        let heads = inside.iter().map(|it| format!("CS {it}"));
        let heads: Vec<String> = ["CPUs".to_owned()].into_iter().chain(heads).collect();
        let mut table = table(&heads.iter().map(String::as_str).collect::<Vec<_>>());
        for cpus in self.plan.sizes(self.machine) {
            let cells = inside
                .iter()
                .map(|&it| match advice::choose(&self.at(cpus, it)) {
                    Some(choice) => cell(&choice),
                    None => Cell::new(NOTHING),
                });
            table.row([number(cpus)].into_iter().chain(cells));
        }
        table
    }

    /// Who overtakes whom, and who would be faster if it were fair.
    fn notes(&self) -> Vec<String> {
        let sizes = self.plan.sizes(self.machine);
        let mut crossovers = Vec::new();
        let mut all = Vec::new();
        for &inside in &self.plan.critical_sections {
            let points: Vec<_> = sizes.iter().map(|&cpus| self.at(cpus, inside)).collect();
            crossovers.extend(advice::crossover(&points).map(|it| (it, inside)));
            all.extend(points);
        }
        let unfair = advice::faster_but_unfair(&all).map(|(count, least, most)| {
            format!(
                "An unfair lock was faster at {count} of {} points: its Jain index is {least:.2} \
                 to {most:.2}.",
                all.len()
            )
        });
        overtaken(&crossovers).into_iter().chain(unfair).collect()
    }
}

/// The crossovers, each with its critical section, as a sentence.
fn overtaken(crossovers: &[(Crossover, u64)]) -> Option<String> {
    let [(first, inside), rest @ ..] = crossovers else {
        return None;
    };
    let [ticket, mcs] = PAIR;
    let mut text = match first {
        Crossover::From(cpus) => {
            format!("{mcs} overtakes {ticket} for good at {cpus} CPUs (CS {inside})")
        }
        Crossover::NotUpTo(cpus) => {
            format!("{mcs} does not overtake {ticket} for good up to {cpus} CPUs (CS {inside})")
        }
    };
    for (crossover, inside) in rest {
        text += &match crossover {
            Crossover::From(cpus) => format!(", at {cpus} ({inside})"),
            Crossover::NotUpTo(cpus) => format!(", not up to {cpus} ({inside})"),
        };
    }
    Some(text + ".")
}

fn cell(choice: &Choice<'_>) -> Cell {
    let mut text = short(choice.lock).to_owned();
    if let Some(jain) = choice.unfair {
        text += &format!(" (Jain {jain:.2})");
    }
    if let Some((other, loss)) = choice.other {
        if !PAIR.contains(&choice.lock) {
            text += &format!(", {}", short(other));
        }
        let percent = (loss * 100.0).round();
        let sign = if percent > 0.0 { '−' } else { '±' };
        text += &format!(" {sign}{percent:.0} %");
    }
    if !choice.settled {
        text.push(UNSETTLED);
    }
    match choice.settled && choice.unfair.is_none() {
        true => Cell::new(text),
        false => Cell::new(text).toned(Tone::Noted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::plan::tests::plan;
    use crate::curves::row::{self, tests::measured};
    use crate::ground::table::tests::fits_every_terminal;

    fn rows(plan: &Plan) -> Vec<Row> {
        let all = plan.points().into_iter().map(|point| {
            let cpus = point.cpus as f64;
            let (throughput, jain) = match &*point.lock {
                "TtasLock" => (7e6, if cpus > 1.0 { 0.25 } else { 1.0 }),
                "TicketLock" => (6e6 / cpus, 1.0),
                "McsLock" => (2e6, 1.0),
                _ => (1e6, 1.0),
            };
            let mut it = measured(&point, throughput, jain);
            it.settled = cpus < 4.0;
            it
        });
        row::of(plan, &all.collect::<Vec<_>>())
    }

    #[test]
    fn a_table_says_what_to_choose_and_who_overtakes_whom() {
        let plan = plan(&["--machine", "i7_4core"]).expect("it is right");
        let rows = rows(&plan);
        let figures = Figures {
            plan: &plan,
            machine: &plan.machines[0],
            outside: plan.outside[1],
            rows: &rows,
        };
        assert_eq!(
            figures.title(),
            "i7_4core, 4 CPUs of 2.8 GHz; outside 4 × (CS + 500) cycles"
        );
        let table = figures.table();
        fits_every_terminal(&table);
        let text = table.plain(None);
        for (cpus, says) in [
            (1, "Ttas, Ticket −14 %"),
            (2, "Ticket −33 %"),
            (4, "Mcs −25 %~"),
        ] {
            let mut lines = text.lines().map(str::trim_start);
            let line = lines.find(|it| it.starts_with(&cpus.to_string()));
            let line = line.unwrap_or_else(|| panic!("{text}"));
            assert_eq!(line.matches(says).count(), 5, "{line}");
        }
        let notes = figures.notes();
        assert_eq!(
            notes[0],
            "McsLock overtakes TicketLock for good at 4 CPUs (CS 0), at 4 (100), at 4 (400), at 4 \
             (1600), at 4 (25600)."
        );
        let unfair =
            "An unfair lock was faster at 15 of 20 points: its Jain index is 0.25 to 0.25.";
        assert_eq!(notes[1..], [unfair]);
    }

    #[test]
    fn an_unfair_lock_is_not_shown_without_its_index() {
        let plan = plan(&["--machine", "i7_4core", "--lock", "TtasLock"]).expect("it is right");
        let rows = rows(&plan);
        let unfair = rows.iter().find(|it| it.point.cpus == 2).expect("is there");
        let choice = advice::choose(&[unfair]).expect("there is one");
        assert_eq!(
            cell(&choice),
            Cell::new("Ttas (Jain 0.25)").toned(Tone::Noted)
        );
        assert_eq!(overtaken(&[]), None);
        let never = (Crossover::NotUpTo(4), 9);
        let text = overtaken(&[never, (Crossover::From(2), 10)]).expect("there are two");
        assert_eq!(
            text,
            "McsLock does not overtake TicketLock for good up to 4 CPUs (CS 9), at 2 (10)."
        );
    }
}
