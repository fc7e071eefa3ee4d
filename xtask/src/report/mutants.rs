//! What `cargo xtask mutate` has found, if it has been run.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, SystemTime};

use indicatif::HumanCount;
use maud::{Markup, html};
use serde::Deserialize;

use super::part::{badge, table};
use crate::ground::stop::Stop;
use crate::ground::time;
use crate::mutate::tally::{Ended, Groups, folder};

/// The file with them.
const FILE: &str = "mutate.json";

/// The command that writes it.
const COMMAND: &str = "cargo xtask mutate";

/// What is known of the mutants.
#[derive(Debug)]
pub(super) enum Mutants {
    /// Nothing.
    NotRun,
    /// The file is there, but not as this version reads it; why.
    Unreadable(String),
    /// What the file says.
    Run {
        mutants: Vec<Mutant>,
        /// How long before the checks; if it is known, and was before.
        earlier: Option<Duration>,
    },
}

/// An entry of the file.
#[derive(Debug, Deserialize)]
pub(super) struct Mutant {
    site: String,
    /// What kind of mistake it is.
    class: String,
    #[serde(default)]
    object: Option<String>,
    from: String,
    to: String,
    /// `killed`, `survived` or `excused`.
    result: String,
    #[serde(default)]
    killed_by: Option<String>,
    /// The checker of that, or `tests`.
    #[serde(default)]
    hunter: Option<String>,
    executions: u64,
    seconds: f64,
    /// Why no check can kill it.
    #[serde(default)]
    argument: Option<String>,
}

impl Mutants {
    /// Reads the file in `results`, which has that of the checks too.
    pub(super) fn read(results: &Path) -> Result<Self, Stop> {
        let file = results.join(FILE);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::NotRun),
            Err(error) => {
                let what = format_args!("cannot read {}", file.display());
                return Err(Stop::io(what, &error));
            }
        };
        let written = |file: &Path| fs::metadata(file).and_then(|it| it.modified()).ok();
        let checked = written(&results.join("check.json"));
        Ok(Self::parse(&text, written(&file), checked))
    }

    fn parse(text: &str, written: Option<SystemTime>, checked: Option<SystemTime>) -> Self {
        match serde_json::from_str(text) {
            Ok(mutants) => Self::Run {
                mutants,
                earlier: checked
                    .zip(written)
                    .and_then(|(checked, written)| checked.duration_since(written).ok()),
            },
            Err(error) => Self::Unreadable(error.to_string()),
        }
    }
}

/// The section.
pub(super) fn section(mutants: &Mutants) -> Markup {
    let about = html! {
        p {
            "A mutant is the source with one small mistake, a weaker ordering for instance. "
            "A check that passes on the source must fail on each, or the source argues why none can."
        }
    };
    match mutants {
        Mutants::NotRun => html! {
            (about)
            p { (badge("bounded", "not run")) " " code { (COMMAND) } }
        },
        Mutants::Unreadable(why) => html! {
            (about)
            p { (badge("bad", "unreadable")) " " code { (FILE) } " is not as this version writes it (" (why) "). Write it anew: " code { (COMMAND) } }
        },
        Mutants::Run { mutants, earlier } => html! {
            (about)
            @if let Some(earlier) = earlier {
                p { (badge("bounded", "earlier run")) " These are from " (time::limit(rounded(*earlier))) " before the checks above, and may be of another version: " code { (COMMAND) } }
            }
            p { (tally(mutants)) }
            @if !mutants.is_empty() {
                (groups(mutants, "crate", |it| folder(&it.site)))
                (groups(mutants, "class", |it| &it.class))
                (rows(mutants))
            }
        },
    }
}

fn rounded(duration: Duration) -> Duration {
    let unit = if duration.as_secs() < 60 { 1 } else { 60 };
    Duration::from_secs(duration.as_secs() / unit * unit)
}

fn tally(mutants: &[Mutant]) -> String {
    let count = |result: &str| mutants.iter().filter(|it| it.result == result).count();
    let survived = match count("survived") {
        0 => String::new(),
        survived => format!(", SURVIVED: {survived}"),
    };
    format!(
        "Mutants: {}. Killed: {}, excused: {}{survived}.",
        mutants.len(),
        count("killed"),
        count("excused"),
    )
}

/// How many there are in each group, which `group` says of a mutant.
fn groups(mutants: &[Mutant], what: &'static str, group: impl Fn(&Mutant) -> &str) -> Markup {
    let counted = Groups::of(
        what,
        mutants.iter().map(|mutant| Ended {
            group: group(mutant),
            hunter: mutant.hunter.as_deref(),
            excused: mutant.result == "excused",
        }),
    );
    let rows = counted.rows().map(|(name, counts)| {
        let counts = counts
            .into_iter()
            .map(|count| html! { (HumanCount(count as u64)) });
        std::iter::once(html! { code { (name) } })
            .chain(counts)
            .collect()
    });
    table(&counted.header(), rows)
}

fn rows(mutants: &[Mutant]) -> Markup {
    let result = |mutant: &Mutant| match mutant.result.as_str() {
        "killed" => badge("good", "killed"),
        "survived" => badge("bad", "SURVIVED"),
        other => badge("bounded", other),
    };
    let row = |mutant: &Mutant| {
        let to = if mutant.to.is_empty() {
            "nothing"
        } else {
            &mutant.to
        };
        vec![
            html! { code { (mutant.site) } },
            html! { (mutant.object.as_deref().unwrap_or("–")) },
            html! { code { (mutant.from) } " → " code { (to) } },
            result(mutant),
            html! {
                @match (&mutant.killed_by, &mutant.argument) {
                    (Some(check), _) => code { (check) },
                    (None, Some(argument)) => { (argument) },
                    (None, None) => "–",
                }
            },
            html! { (HumanCount(mutant.executions)) },
            html! { (time::show(mutant.seconds)) },
        ]
    };
    let header = [
        "site",
        "object",
        "change",
        "result",
        "killed by, or why not",
        "executions",
        "time",
    ];
    // What survived is what a reader must see.
    let (survived, rest): (Vec<_>, Vec<_>) = mutants.iter().partition(|it| it.result == "survived");
    html! {
        @if !survived.is_empty() { (table(&header, survived.iter().copied().map(row))) }
        details { summary { @if survived.is_empty() { "All of them" } @else { "All others" } } (table(&header, rest.into_iter().map(row))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"[{"site": "mcs.rs:7", "class": "weaken the ordering", "object": null,
        "from": "Release", "to": "Relaxed", "result": "survived", "killed_by": null,
        "executions": 1234, "seconds": 0.5, "argument": null}]"#;

    fn shown(mutants: &Mutants) -> String {
        section(mutants).into_string()
    }

    #[test]
    fn what_was_not_run_is_said() {
        let nowhere = tempfile::tempdir().expect("a directory");
        let mutants = Mutants::read(nowhere.path()).expect("is no error");
        let text = shown(&mutants);
        assert!(
            text.contains("not run") && text.contains("cargo xtask mutate"),
            "{text}"
        );
    }

    #[test]
    fn a_survivor_is_said_and_so_is_its_age() {
        let checked = SystemTime::now();
        let written = checked - Duration::from_secs(3 * 3600 + 125);
        let text = shown(&Mutants::parse(ENTRY, Some(written), Some(checked)));
        for part in [
            "SURVIVED: 1",
            "mcs.rs:7",
            "1,234",
            "3h 2m before the checks",
            "another version",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let newer = shown(&Mutants::parse(ENTRY, Some(checked), Some(written)));
        assert!(!newer.contains("another version"));
    }

    #[test]
    fn each_crate_says_who_killed_its_mutants() {
        let killed = ENTRY
            .replace("mcs.rs:7", "primitives/lock/src/mcs.rs:7")
            .replace("survived", "killed")
            .replace(
                r#""killed_by": null"#,
                r#""killed_by": "a (loom)", "hunter": "loom""#,
            );
        let text = shown(&Mutants::parse(&killed, None, None));
        for part in [
            "primitives/lock<",
            ">weaken the ordering<",
            ">loom<",
            ">mutants<",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn another_form_of_the_file_is_said() {
        let text = shown(&Mutants::parse(r#"[{"site": 7}]"#, None, None));
        assert!(
            text.contains("unreadable") && text.contains("mutate.json"),
            "{text}"
        );
    }
}
