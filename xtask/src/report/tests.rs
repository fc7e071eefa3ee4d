use super::*;
use crate::ground::child::Exit;
use crate::image::report::tests::report as booted;
use crate::model::layers::tests::{LAYERS, all_well, of};
use crate::model::layers::{failures, standings};
use crate::model::outcome::Outcome;
use latchwork_suite::report::Verdict;
use scraper::{Html, Selector};

fn explored(outcomes: Vec<Outcome>) -> Explored {
    let layers = standings(&LAYERS, &outcomes).expect("all is in its place");
    let failed = failures(&layers);
    Explored {
        outcomes: outcomes.into_iter().chain(failed).collect(),
        layers,
        ..Explored::default()
    }
}

fn written(outcomes: Vec<Outcome>) -> String {
    let findings = Findings {
        explored: &explored(outcomes),
        boot: &booted(4, 2, &Exit::Status(33)),
        mutants: Mutants::NotRun,
        source: "Version 0, commit 0".into(),
    };
    page(&findings).into_string()
}

fn texts(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("is a selector");
    let document = Html::parse_document(html);
    let chosen = document.select(&selector);
    chosen.map(|element| element.text().collect()).collect()
}

/// One check fails: what the page looks like then.
fn not_all_well() -> Vec<Outcome> {
    let mut outcomes = all_well();
    outcomes[1] = of("lock", "TicketLock/lock/2x2", Verdict::Pass, Verdict::Fail);
    outcomes[1].row.violation = "<script>alert('no')</script> & more".into();
    outcomes
}

#[test]
fn the_page_is_well_formed() {
    for outcomes in [all_well(), not_all_well()] {
        let document = Html::parse_document(&written(outcomes));
        assert!(document.errors.is_empty(), "{:?}", document.errors);
    }
}

#[test]
fn every_check_is_there_with_its_result() {
    let outcomes = not_all_well();
    let html = written(outcomes.clone());
    let codes = texts(&html, "code");
    for outcome in explored(outcomes).outcomes {
        let id = &outcome.row.check.id;
        assert!(codes.contains(id), "{id}");
    }
    let controls = texts(&html, "#controls article h3");
    assert_eq!(controls.len(), 2);
    assert!(
        controls
            .iter()
            .all(|text| text.ends_with("fail (expected)")),
        "{controls:?}"
    );
}

#[test]
fn text_stays_text() {
    let html = written(not_all_well());
    assert!(texts(&html, "script").is_empty());
    let shown = texts(&html, "#failed pre");
    assert_eq!(shown[0], "<script>alert('no')</script> & more");
}

#[test]
fn nothing_comes_from_elsewhere() {
    let html = written(not_all_well());
    for reference in [
        "src=",
        "@import",
        "<link",
        "<script",
        "<iframe",
        "href=\"http",
        "url(\"",
        "url(h",
    ] {
        assert!(!html.contains(reference), "{reference}");
    }
    let anchors = Selector::parse("[href]").expect("is a selector");
    let document = Html::parse_document(&html);
    let mut links = document.select(&anchors).peekable();
    assert!(links.peek().is_some());
    // The page of the curves lies beside this one.
    let here = links.filter(|link| link.attr("href") != Some("curves.html"));
    for link in here {
        let target = link.attr("href").and_then(|href| href.strip_prefix('#'));
        let section = target.map(|id| texts(&html, &format!("section#{id}")).len());
        assert_eq!(section, Some(1), "{:?}", link.attr("href"));
    }
}

#[test]
fn what_was_not_run_is_said() {
    let mutants = texts(&written(all_well()), "#mutants");
    assert!(
        mutants[0].contains("not run cargo xtask mutate"),
        "{mutants:?}"
    );
}

#[test]
fn the_headline_claims_what_was_found_and_no_more() {
    let well = texts(&written(all_well()), "header").concat();
    assert!(
        well.contains("All as expected") && well.contains("not proved"),
        "{well}"
    );
    assert!(well.contains("2 of 2") && well.contains("4 of 4"), "{well}");
    assert!(texts(&written(all_well()), "#failed").is_empty());

    let html = written(not_all_well());
    let bad = texts(&html, "header").concat();
    // The check, the layer `lock`, and the layer `queue` that rests on it.
    assert!(bad.contains("FAILED: 3 not as expected"), "{bad}");
    assert!(
        !bad.contains("All as expected") && bad.contains("0 of 2"),
        "{bad}"
    );
    let failed = texts(&html, "#failed article h3");
    assert_eq!(
        failed,
        [
            "TicketLock/lock/2x2 FAIL",
            "layers/lock FAIL",
            "layers/queue FAIL"
        ]
    );
    let picture = texts(&html, "figure.layers svg").concat();
    assert!(
        picture.contains("NOT CHECKED: rests on lock, which is not"),
        "{picture}"
    );
}
