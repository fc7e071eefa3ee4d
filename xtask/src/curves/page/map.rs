//! The map of a machine: for each number of CPUs and each critical section, which lock.

use latchwork_coherence::Scaled;
use maud::{Markup, html};

use crate::curves::advice::{self, PAIR};
use crate::curves::row::Row;

/// A difference below which two locks are as good as each other, in parts of one.
const CLOSE: f64 = 0.03;

/// A field of the map.
#[derive(Debug, PartialEq)]
pub(super) struct Field {
    pub(super) cpus: usize,
    pub(super) critical_section: u64,
    /// The better of the pair.
    pub(super) lock: String,
    /// The part of the throughput that choosing the other one loses.
    pub(super) loss: f64,
    /// The changes of one cost with which the other one is better.
    pub(super) flips: Vec<Scaled>,
    /// Whether the figures have settled.
    pub(super) settled: bool,
}

/// The fields for `rows`, which are those of one machine with one time outside; `swept`
/// has its rows with one cost changed.
pub(super) fn fields(rows: &[&Row], swept: &[&Row]) -> Vec<Field> {
    let mut places: Vec<(u64, usize)> = rows
        .iter()
        .map(|it| (it.point.critical_section, it.point.cpus))
        .collect();
    places.sort_unstable();
    places.dedup();
    let field = |&(critical_section, cpus): &(u64, usize)| {
        let here = |it: &&&Row| {
            it.point.critical_section == critical_section
                && it.point.cpus == cpus
                && PAIR.contains(&&*it.point.lock)
        };
        let own: Vec<&Row> = rows.iter().filter(here).copied().collect();
        let choice = advice::choose(&own)?;
        let (_, loss) = choice.other?;
        let changed: Vec<&Row> = swept.iter().filter(here).copied().collect();
        Some(Field {
            cpus,
            critical_section,
            lock: choice.lock.to_owned(),
            loss,
            flips: flips(&changed, choice.lock),
            settled: choice.settled,
        })
    };
    places.iter().filter_map(field).collect()
}

/// The changes with which not `lock` but another is better, by more than a little.
fn flips(swept: &[&Row], lock: &str) -> Vec<Scaled> {
    let mut changes: Vec<&Scaled> = Vec::new();
    for row in swept {
        if let Some(scaled) = &row.point.scaled
            && !changes.contains(&scaled)
        {
            changes.push(scaled);
        }
    }
    let flips = |scaled: &&&Scaled| {
        let with = |it: &&&Row| it.point.scaled.as_ref() == Some(**scaled);
        let rows: Vec<&Row> = swept.iter().filter(with).copied().collect();
        let choice = advice::choose(&rows);
        choice.is_some_and(|it| it.lock != lock && it.other.is_some_and(|(_, loss)| loss > CLOSE))
    };
    changes.iter().filter(flips).map(|&it| it.clone()).collect()
}

/// What a reader may take from a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Advice {
    /// The lock is better, whatever was changed.
    Sure,
    /// The two are as good as each other.
    Close,
    /// A change of one cost makes the other one better.
    Flips,
}

impl Field {
    pub(super) fn advice(&self) -> Advice {
        match (self.loss <= CLOSE, self.flips.is_empty()) {
            (true, _) => Advice::Close,
            (false, false) => Advice::Flips,
            (false, true) => Advice::Sure,
        }
    }
}

/// The map as a table.
pub(super) fn table(fields: &[Field]) -> Markup {
    let mut cpus: Vec<usize> = fields.iter().map(|it| it.cpus).collect();
    cpus.sort_unstable();
    cpus.dedup();
    let mut sections: Vec<u64> = fields.iter().map(|it| it.critical_section).collect();
    sections.sort_unstable();
    sections.dedup();
    html! {
        div.wide {
            table.map {
                thead {
                    tr {
                        th scope="col" { "cycles inside" }
                        @for cpus in &cpus { th.number scope="col" { (cpus) } }
                    }
                }
                tbody {
                    @for section in &sections {
                        tr {
                            th.number scope="row" { (section) }
                            @for cpus in &cpus {
                                @match fields.iter().find(|it| (it.cpus, it.critical_section) == (*cpus, *section)) {
                                    Some(field) => { (cell(field)) }
                                    None => { td { "–" } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(field: &Field) -> Markup {
    let name = short(&field.lock);
    let percent = format!("{:.0} %", field.loss * 100.0);
    let class = match (field.advice(), &*field.lock) {
        (Advice::Close, _) => "close",
        (Advice::Flips, _) => "turns",
        (_, lock) if lock == PAIR[0] => "first",
        _ => "second",
    };
    let told = told(field);
    html! {
        td class=(class) title=(told) {
            @match field.advice() {
                Advice::Close => { "either" }
                Advice::Sure => { (name) " " span { (percent) } }
                Advice::Flips => { (name) " " span { (percent) " ?" } }
            }
            @if !field.settled { span { " ~" } }
        }
    }
}

/// A lock's name in a field.
fn short(lock: &str) -> &str {
    match lock {
        "McsLock" => "MCS",
        other => other.strip_suffix("Lock").unwrap_or(other),
    }
}

fn told(field: &Field) -> String {
    let Field {
        cpus,
        critical_section,
        lock,
        loss,
        flips,
        ..
    } = field;
    let mut told = format!(
        "{cpus} CPUs, {critical_section} cycles: {lock}; the other has {:.1} % less",
        loss * 100.0
    );
    if !flips.is_empty() {
        let changes: Vec<String> = flips
            .iter()
            .map(|it| format!("{} at {} %", it.key, it.percent))
            .collect();
        told += &format!("; not with {}", changes.join(", "));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::plan::tests::plan;
    use crate::curves::row::{self, tests::measured};

    /// Rows of the pair with two CPUs, with these throughputs and this change.
    fn rows(throughputs: [f64; 2], key: Option<&str>) -> Vec<Row> {
        let words = "--machine opteron48 --cpus 2 --critical-section 400 --outside 50";
        let plan = plan(&words.split_whitespace().collect::<Vec<_>>()).expect("it is right");
        let mut points = plan.points();
        points.retain(|it| it.cpus == 2);
        let one = |(lock, throughput): (&str, f64)| {
            let mut points = points.iter();
            let mut point = points.find(|it| it.lock == lock).expect("is there").clone();
            point.scaled = key.map(|key| Scaled {
                key: key.to_owned(),
                percent: 50,
            });
            measured(&point, throughput, 1.0)
        };
        row::swept(
            &PAIR
                .into_iter()
                .zip(throughputs)
                .map(one)
                .collect::<Vec<_>>(),
        )
    }

    fn field(own: [f64; 2], swept: &[Row]) -> Field {
        let rows = rows(own, None);
        let rows: Vec<&Row> = rows.iter().collect();
        let mut fields = fields(&rows, &swept.iter().collect::<Vec<_>>());
        assert_eq!(fields.len(), 1);
        fields.remove(0)
    }

    #[test]
    fn a_field_recommends_what_no_change_turns() {
        let kept = [
            rows([5.0, 4.0], Some("l1")),
            rows([4.0, 4.1], Some("memory")),
        ]
        .concat();
        let sure = field([5.0, 4.0], &kept);
        assert_eq!((&*sure.lock, sure.advice()), (PAIR[0], Advice::Sure));
        let html = table(&[sure]).into_string();
        assert!(html.contains("Ticket <span>20 %</span>"), "{html}");
        assert!(html.contains("class=\"first\""), "{html}");
        let turned = rows([4.0, 5.0], Some("load_remote"));
        let flips = field([5.0, 4.0], &turned);
        assert_eq!(flips.advice(), Advice::Flips);
        let html = table(&[flips]).into_string();
        assert!(
            html.contains("20 % ?") && html.contains("class=\"turns\""),
            "{html}"
        );
        assert!(html.contains("not with load_remote at 50 %"), "{html}");
    }

    #[test]
    fn locks_as_good_as_each_other_are_either() {
        let close = field([5.0, 4.9], &[]);
        assert_eq!(close.advice(), Advice::Close);
        assert!(table(&[close]).into_string().contains("either"));
    }
}
