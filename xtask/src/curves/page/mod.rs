//! The page of the curves: one file, which needs nothing else to be read.

mod chart;
mod figures;
mod map;
mod peers;
mod validated;

use std::path::PathBuf;

use latchwork_coherence::{Parameters, Placement};
use latchwork_kernel_lib::selftest::LOCKS;
use maud::{Markup, html};

use self::map::{Advice, Field};
use self::peers::Peers;
use super::advice::{self, Crossover, PAIR};
use super::plan::Plan;
use super::row::Row;
use super::sweep;
use super::validate::Row as Compared;
use crate::ground::results;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::page::document;

/// What is shown.
#[derive(Debug)]
pub(super) struct Content<'a> {
    pub(super) machines: Vec<Machine<'a>>,
    /// How it was measured, in words.
    pub(super) source: String,
    /// Which CPUs contend, if not all do.
    pub(super) placement: Placement,
    /// Which published figures the model meets, if that was asked.
    pub(super) validated: &'a [Compared],
}

/// What was measured on a machine.
#[derive(Debug)]
pub(super) struct Machine<'a> {
    pub(super) name: &'a str,
    /// What its file says of itself.
    pub(super) about: String,
    pub(super) rows: Vec<&'a Row>,
    /// With one cost changed.
    pub(super) swept: Vec<&'a Row>,
}

impl<'a> Content<'a> {
    /// What `plan` asked for, and what came of it.
    pub(super) fn new(
        plan: &'a Plan,
        rows: &'a [Row],
        swept: &'a [Row],
        validated: &'a [Compared],
    ) -> Self {
        let of = |machine: &'a super::plan::Machine| Machine {
            name: title(&machine.name),
            about: about(&machine.name),
            rows: rows
                .iter()
                .filter(|it| it.point.machine == machine.name)
                .collect(),
            swept: swept
                .iter()
                .filter(|it| it.point.machine == machine.name)
                .collect(),
        };
        Self {
            machines: plan.machines.iter().map(of).collect(),
            source: format!(
                "Modelled on simulated machines, from the source of the locks that is checked: {} \
                 points, and {} with one cost changed; seed {}.",
                rows.len(),
                swept.len(),
                plan.seed
            ),
            placement: plan.placement,
            validated,
        }
    }
}

/// The name of a machine, or of its file.
fn title(machine: &str) -> &str {
    let file = machine.rsplit('/').next().unwrap_or(machine);
    file.strip_suffix(".toml").unwrap_or(file)
}

/// What the file of a machine says of it, above its first value.
fn about(machine: &str) -> String {
    let read = || std::fs::read_to_string(machine).unwrap_or_default();
    let text = Parameters::shipped_file(machine).map_or_else(read, str::to_owned);
    let lines = text.lines().take_while(|line| line.starts_with('#'));
    let words: Vec<&str> = lines
        .map(|line| line.trim_start_matches('#').trim())
        .collect();
    // The first paragraph.
    let end = words.iter().position(|line| line.is_empty());
    words[..end.unwrap_or(words.len())].join(" ")
}

/// Writes the page; where.
pub(super) fn write(workspace: &Workspace, content: &Content) -> Result<PathBuf, Stop> {
    let folder = workspace.results();
    let file = folder.join("report").join("curves.html");
    let page = page(content, Peers::read(&folder).as_ref());
    results::write_text(&file, &page.into_string())?;
    Ok(file)
}

fn page(content: &Content, peers: Option<&Peers>) -> Markup {
    let body = html! {
        header {
            p.eyebrow { a href="index.html" { "Latchwork" } }
            h1 { "Ticket or MCS?" }
            p { (content.source) }
        }
        nav aria-label="Machines" {
            @for machine in &content.machines {
                a href={ "#" (machine.name) } { (machine.name) }
            }
            @if !content.validated.is_empty() { a href="#validated" { "How far it is right" } }
            a href="#peers" { "Beside peers" }
            a href="#limits" { "What is left out" }
        }
        main {
            (how_to_read(content.placement))
            @for machine in &content.machines {
                section id=(machine.name) {
                    h2 { (machine.name) }
                    p { (machine.about) }
                    (maps(machine))
                    (curves(machine))
                }
            }
            @if !content.validated.is_empty() {
                section id="validated" {
                    h2 { "How far it is right" }
                    (validated::section(content.validated, LOCKS))
                }
            }
            (peers::section(peers))
            (limits())
        }
    };
    document("Latchwork: which lock", body)
}

fn how_to_read(placement: Placement) -> Markup {
    html! {
        p {
            @match placement {
                Placement::Spread => {
                    "Where not all CPUs of a machine contend, they are dealt to its nodes in turn, so that two are on two nodes; "
                    code { "cargo xtask curves --compact" } " draws this page with each node filled before the next, where few CPUs hand the lock over nearby."
                }
                Placement::Compact => {
                    "Where not all CPUs of a machine contend, a node is filled with them before the next; "
                    code { "cargo xtask curves" } " without " code { "--compact" } " draws this page with CPUs dealt to the nodes in turn."
                }
            }
        }
        p {
            "Each field names the lock with the higher throughput, and what choosing the other one costs. "
            "“either” is a difference of at most 3 %. A “?” marks a field that one change turns: with one cost of the machine halved, or half as large again, the other lock is better; such a field recommends nothing. "
            "A “~” marks figures that have not settled. "
            "Where the other one loses more than " (percent(sweep::FAR)) " no change was tried."
        }
    }
}

fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}

fn limits() -> Markup {
    html! {
        section id="limits" {
            h2 { "What is left out" }
            p {
                "A simulated machine knows no execution out of order, no prefetchers, no hyperthreads and no changes of frequency; its caches are never full, and different lines never wait for each other. "
                "Machines whose numbers are guessed show what kind of machine they are, not what one measures: each number's source stands in the machine's file."
            }
        }
    }
}

/// The times outside, lowest first.
fn outsides(rows: &[&Row]) -> Vec<bool> {
    let mut kinds: Vec<bool> = rows.iter().map(|it| is_saturated(it)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.reverse();
    kinds
}

/// Whether CPUs come back at once.
fn is_saturated(row: &Row) -> bool {
    row.point.outside <= 50
}

fn maps(machine: &Machine) -> Markup {
    let part = |rows: &[&'_ Row], saturated: bool| -> Vec<usize> {
        rows.iter()
            .enumerate()
            .filter(|(_, it)| is_saturated(it) == saturated)
            .map(|(index, _)| index)
            .collect()
    };
    html! {
        @for saturated in outsides(&machine.rows) {
            @let rows: Vec<&Row> = part(&machine.rows, saturated).into_iter().map(|it| machine.rows[it]).collect();
            @let swept: Vec<&Row> = part(&machine.swept, saturated).into_iter().map(|it| machine.swept[it]).collect();
            @let fields = map::fields(&rows, &swept);
            h3 {
                @if saturated { "All CPUs want the lock all the time" }
                @else { "CPUs are outside four times as long as inside, and longer" }
            }
            (map::table(&fields))
            (in_words(&fields, &rows))
        }
    }
}

/// What the map comes to.
fn in_words(fields: &[Field], rows: &[&Row]) -> Markup {
    let count = |advice| fields.iter().filter(|it| it.advice() == advice).count();
    let mut sections: Vec<u64> = rows.iter().map(|it| it.point.critical_section).collect();
    sections.sort_unstable();
    sections.dedup();
    let crossover = |&section: &u64| {
        Some(format!(
            "{} (with {section} cycles inside)",
            crossover(rows, section)?
        ))
    };
    let crossovers: Vec<String> = sections.iter().filter_map(crossover).collect();
    html! {
        p {
            (count(Advice::Sure)) " fields recommend a lock, " (count(Advice::Close)) " either, "
            (count(Advice::Flips)) " none, since a change of one cost turns them. "
            (PAIR[1]) " is ahead for good: " (crossovers.join(", ")) "."
        }
    }
}

fn crossover(rows: &[&Row], critical_section: u64) -> Option<String> {
    let own = rows
        .iter()
        .filter(|it| it.point.critical_section == critical_section);
    let own: Vec<&Row> = own.copied().collect();
    let mut cpus: Vec<usize> = own.iter().map(|it| it.point.cpus).collect();
    cpus.sort_unstable();
    cpus.dedup();
    let at = |&cpus: &usize| {
        own.iter()
            .filter(|it| it.point.cpus == cpus)
            .copied()
            .collect()
    };
    let points: Vec<Vec<&Row>> = cpus.iter().map(at).collect();
    Some(match advice::crossover(&points)? {
        Crossover::From(cpus) => format!("from {cpus} CPUs on"),
        Crossover::NotUpTo(cpus) => {
            format!("not with up to {cpus} CPUs")
        }
    })
}

/// The critical section that the curves are shown for, of those that there are.
const SHOWN: u64 = 400;

fn curves(machine: &Machine) -> Markup {
    let sections = machine.rows.iter().map(|it| it.point.critical_section);
    let shown = sections.min_by_key(|it| it.abs_diff(SHOWN)).unwrap_or(0);
    let rows = machine
        .rows
        .iter()
        .filter(|it| it.point.critical_section == shown);
    let rows: Vec<&Row> = rows.filter(|it| is_saturated(it)).copied().collect();
    let mut locks: Vec<&str> = Vec::new();
    for row in &machine.rows {
        if !locks.contains(&&*row.point.lock) {
            locks.push(&row.point.lock);
        }
    }
    let source = match rows.first() {
        Some(row) => format!(
            "Modelled: {}, {shown} cycles and {} stored lines inside, {} outside on average, seed {}.",
            row.point.machine, row.point.lines, row.point.outside, row.point.seed
        ),
        None => String::new(),
    };
    html! {
        @if !rows.is_empty() {
            h3 { "The curves, with " (shown) " cycles inside" }
            (figures::all(&rows, &locks, &source))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_which_cpus_contend_and_how_to_have_the_others() {
        let text = |placement| {
            let content = Content {
                machines: Vec::new(),
                source: String::new(),
                placement,
                validated: &[],
            };
            page(&content, None).into_string()
        };
        let spread = text(Placement::Spread);
        assert!(spread.contains("dealt to its nodes in turn"), "{spread}");
        assert!(spread.contains("cargo xtask curves --compact"), "{spread}");
        let compact = text(Placement::Compact);
        assert!(
            compact.contains("filled with them before the next"),
            "{compact}"
        );
        assert!(compact.contains("without <code>--compact"), "{compact}");
    }
}
