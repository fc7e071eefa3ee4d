//! The page that `certify` writes: one file, which needs nothing else to be read.

mod boot;
mod checks;
mod claims;
mod controls;
mod curve_svg;
mod findings;
mod headline;
mod layers;
mod layers_svg;
mod mutants;
mod part;
mod source;

use std::path::PathBuf;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::findings::Findings;
use self::mutants::Mutants;
use crate::ground::results;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::image::report::BootReport;
use crate::model::explore::Explored;
use crate::page::STYLE;

/// Writes the page; where.
pub(crate) fn write(
    workspace: &Workspace,
    explored: &Explored,
    boot: &BootReport,
) -> Result<PathBuf, Stop> {
    let findings = Findings {
        explored,
        boot,
        mutants: Mutants::read(&workspace.results())?,
        source: source::describe(workspace),
    };
    let file = workspace.results().join("report").join("index.html");
    results::write_text(&file, &page(&findings).into_string())?;
    Ok(file)
}

/// The sections: the anchor, the title, the content.
fn sections(findings: &Findings) -> [(&'static str, &'static str, Markup); 7] {
    let outcomes = &findings.explored.outcomes;
    [
        (
            "layers",
            "Layers",
            layers::section(&findings.explored.layers),
        ),
        (
            "checks",
            "Checks",
            checks::section(&findings.explored.layers, outcomes),
        ),
        ("controls", "Controls", controls::section(outcomes)),
        ("mutants", "Mutants", mutants::section(&findings.mutants)),
        ("boot", "Boot", boot::section(findings.boot)),
        ("curve", "Curve", boot::curve(findings.boot)),
        (
            "claims",
            "What is not claimed",
            claims::section(findings.boot),
        ),
    ]
}

fn page(findings: &Findings) -> Markup {
    let sections = sections(findings);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Latchwork: what was checked" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { (headline::of(findings)) }
                nav aria-label="Sections" {
                    @for (anchor, title, _) in &sections {
                        a href={ "#" (anchor) } { (title) }
                    }
                }
                main {
                    (headline::surprises(&findings.explored.outcomes, findings.boot))
                    @for (anchor, title, content) in &sections {
                        section id=(anchor) {
                            h2 { (title) }
                            (content)
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
