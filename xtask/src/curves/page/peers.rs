//! The locks beside their peers, as the benches measured them on this host.

use std::fs;
use std::path::Path;

use maud::{Markup, html};
use serde::Deserialize;

/// What `cargo bench` leaves.
const FILE: &str = "bench.json";

/// What is shown of it.
#[derive(Debug, Deserialize)]
pub(super) struct Peers {
    ratios: Vec<Ratio>,
}

#[derive(Debug, Deserialize)]
struct Ratio {
    of: String,
    to: String,
    quartile_1: f64,
    median: f64,
    quartile_3: f64,
}

impl Peers {
    /// What the last `cargo bench` left among the `results`; nothing, if none has, or if it
    /// is of another version.
    pub(super) fn read(results: &Path) -> Option<Self> {
        let text = fs::read_to_string(results.join(FILE)).ok()?;
        serde_json::from_str(&text).ok()
    }
}

/// The section.
pub(super) fn section(peers: Option<&Peers>) -> Markup {
    html! {
        section id="peers" {
            h2 { "Beside peers, on this host" }
            @match peers {
                None => {
                    p {
                        "Nothing was measured: "
                        code { "cargo bench -p latchwork-benches --bench ratios" }
                        " leaves what is shown here."
                    }
                }
                Some(peers) => {
                    p { "One thread acquires, increments and releases: the time of one lock over that of another, the median of the rounds and their quartiles." }
                    (table(peers))
                    p.source { "Measured on this host by " code { "cargo bench" } ", contestants interleaved." }
                }
            }
        }
    }
}

fn table(peers: &Peers) -> Markup {
    html! {
        div.wide {
            table.map {
                thead { tr { th scope="col" { "lock" } th scope="col" { "peer" } th scope="col" { "ratio" } th scope="col" { "quartiles" } } }
                tbody {
                    @for it in &peers.ratios {
                        tr {
                            td { (it.of) }
                            td { (it.to) }
                            td.number { (format!("{:.2}", it.median)) }
                            td.number { (format!("{:.2} to {:.2}", it.quartile_1, it.quartile_3)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_benches_left_is_shown_and_what_is_missing_said() {
        let results = tempfile::tempdir().expect("a directory");
        assert!(Peers::read(results.path()).is_none());
        let missing = section(None).into_string();
        assert!(missing.contains("Nothing was measured"), "{missing}");
        let text = r#"{"rounds":3,"laps":2,"uncontended":[],"ratios":[{"of":"ours","to":"theirs",
            "quartile_1":0.9,"median":0.984,"quartile_3":1.1,"target":1.0,"verdict":"met"}]}"#;
        fs::write(results.path().join(FILE), text).expect("there is room");
        let peers = Peers::read(results.path()).expect("it is there");
        let shown = section(Some(&peers)).into_string();
        for part in ["ours", "theirs", "0.98", "0.90 to 1.10"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
}
