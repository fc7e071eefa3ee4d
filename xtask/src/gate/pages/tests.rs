use super::*;
use crate::model::outcome::Outcome;
use crate::model::outcome::tests::{description, row};
use latchwork_suite::report::{Description, Row, Verdict};

/// What came of the one check.
fn outcome() -> Outcome {
    let check = Description {
        object: "A".into(),
        checker: "explore".into(),
        ..description("A/lock/2x2")
    };
    Outcome::found(Row {
        executions: 1234,
        blocked: Some(7),
        detail: "62 logs, what is in detail".into(),
        ..row(&check, Verdict::Pass)
    })
}

/// What was drawn.
fn drawn() -> Drawn {
    let table = "m, 4 CPUs; outside 50 cycles\n CPUs   CS 0\n    2   Mcs −41 %".to_owned();
    let figures = [("A by B", 11.62), ("off", -20.3), ("whole", 68.0)];
    Drawn {
        tables: BTreeMap::from([("--machine m --cpus 2".to_owned(), table)]),
        figures: figures.map(|(name, it)| (name.to_owned(), it)).into(),
    }
}

/// A folder with one page, beside a run of the one check.
fn compare_page(text: &str) -> Compared {
    compare_page_after(text, false)
}

/// A folder with one page, beside a run of the one check, deep or not; another check is
/// left to a deep run.
fn compare_page_after(text: &str, deep: bool) -> Compared {
    let folder = tempfile::tempdir().expect("there is room");
    fs::create_dir(folder.path().join("book")).expect("there is room");
    fs::write(folder.path().join("book/page.md"), text).expect("there is room");
    let snapshot = "---\nsource: a\n---\none   a.rs:#\ntwo\n";
    fs::write(folder.path().join("book/it.snap"), snapshot).expect("there is room");
    let workspace = Workspace::at(folder.path().to_owned(), PathBuf::new());
    let printed = BTreeMap::from([
        (
            "mine explore".to_owned(),
            "pass A\n1 as expected\n".to_owned(),
        ),
        ("mine native".to_owned(), "pass A: 17 of 3\n".to_owned()),
    ]);
    let left = Description {
        deep: true,
        checker: "explore".into(),
        ..description("A/lock/9x9")
    };
    let evidence = Evidence {
        checks: Some(Checks {
            outcomes: &[outcome()],
            left: &[left],
            deep,
        }),
        printed: Some(&printed),
        curves: Some(&drawn()),
        steps: &[Step::Format],
    };
    compare(&workspace, &evidence).expect("it can be read")
}

/// That `right` has one place, which is right, and `wrong` one that is not, for which
/// `why` is given.
fn tells(right: &str, wrong: &str, why: &str) {
    let compared = compare_page(right);
    assert_eq!((compared.count, compared.wrong), (1, vec![]), "{right}");
    let compared = compare_page(wrong);
    assert_eq!(compared.count, 1, "{wrong}");
    assert!(
        compared.wrong[0].starts_with("book/page.md:"),
        "{compared:?}"
    );
    assert!(compared.wrong[0].contains(why), "{compared:?}");
}

#[test]
fn links_lead_somewhere() {
    tells("[a](page.md)", "[a](pages.md)", "there is no book/pages.md");
    tells("# A `b`, c\n[a](#a-b-c)", "# A\n[a](#b)", "no such heading");
    tells("[a](../book/page.md)", "[a](page.md#b)", "no such heading");
}

#[test]
fn files_are_there() {
    tells(
        "`book/page.md`",
        "`book/gone.md`",
        "there is no file `book/gone.md`",
    );
}

#[test]
fn checks_are_there() {
    tells(
        "`A/lock/2x2`",
        "`A/lock/8x8`",
        "there is no check `A/lock/8x8`",
    );
    tells("`A/…/2x2`", "`A/…/3x2`", "there is no check");
}

#[test]
fn what_is_said_of_the_image_is_what_it_knows() {
    tells(
        "It has 128<!-- image: regions --> regions.",
        "It has 127<!-- image: regions --> regions.",
        "regions: the page has 127, the image 128",
    );
    tells(
        "Port 0xf4<!-- image: exit port -->.",
        "Port 0xf4<!-- image: entry port -->.",
        "there is no figure `entry port`",
    );
    let statuses = |all: &[&str]| format!("| status |\n|---|\n| {} |\n", all.join(" |\n| "));
    tells(
        &statuses(&["33", "35", "37", "39", "41", "43"]),
        &statuses(&["33", "35", "39", "37", "41", "43"]),
        "the image [\"33\", \"35\", \"37\"",
    );
}

#[test]
fn commands_are_understood() {
    let wrong = "```sh\ncargo xtask tests  # a\n```";
    tells(
        "```sh\ncargo xtask test  # a\n```",
        wrong,
        "is not understood",
    );
    tells(
        "`cargo xtask test form`",
        "`cargo xtask test fork`",
        "no step matches",
    );
}

#[test]
fn numbers_are_those_of_the_checks() {
    tells(
        "It takes 1,234<!-- explore A/lock/2x2 -->.",
        "12<!-- explore A/lock/2x2 -->",
        "1234",
    );
    let table = |cell: &str| format!("| check | explore |\n|---|---|\n| A/lock/2x2 | {cell} |\n");
    tells(
        &table("1,234 (+ 7)"),
        &table("1,234"),
        "the page has `1234`",
    );
    tells(&table("in detail"), &table("otherwise"), "the page has");
    // A part of a number is another number, and nothing says nothing.
    tells(&table("62 logs"), &table("2 logs"), "the page has `2 logs`");
    tells(&table("62 logs"), &table(""), "the page has ``");
    tells(
        "7<!-- explore A/lock/2x2 blocked -->",
        "8<!-- explore A/lock/2x2 blocked -->",
        "the page has 8, the check 7",
    );
    let absent = |cell: &str| format!("| check | loom |\n|---|---|\n| A/lock/2x2 | {cell} |\n");
    tells(&absent("–"), &absent("7"), "loom has no check");
}

#[test]
fn numbers_are_compared_in_the_run_that_they_are_of() {
    // This check is run with `--deep` only, and was not: it is there, and has no numbers.
    let left = compare_page("`A/lock/9x9`\n12<!-- explore A/lock/9x9 -->");
    assert_eq!((left.count, left.wrong), (1, vec![]));
    // A deep run says nothing of the numbers of a quick one.
    let quick = compare_page_after("12<!-- explore A/lock/2x2 -->", true);
    assert_eq!((quick.count, quick.wrong), (0, vec![]));
}

#[test]
fn transcripts_are_what_was_printed() {
    let block = |comment: &str, text: &str| format!("<!-- {comment} -->\n```text\n{text}\n```\n");
    let right = block("printed: mine explore", "pass A\n1 as expected");
    tells(
        &right,
        &block("printed: mine explore", "pass A"),
        "the program prints",
    );
    let right = block("printed: mine native", "pass A: 5 of 77");
    tells(
        &right,
        &block("printed: mine native", "fail A: 5 of 77"),
        "the program prints",
    );
    let right = block("snapshot: book/it.snap", "one   a.rs:#\ntwo");
    tells(
        &right,
        &block("snapshot: book/it.snap", "one   a.rs:#\n2"),
        "the page has",
    );
    tells(
        &right,
        &block("snapshot: book/no.snap", "one   a.rs:#\n2"),
        "cannot read",
    );
}

#[test]
fn tables_of_curves_are_what_is_drawn() {
    let block = |arguments: &str, loss: &str| {
        let table = format!("m, 4 CPUs; outside 50 cycles\n CPUs   CS 0\n    2   Mcs −{loss} %");
        format!("<!-- curves: {arguments} -->\n```text\n{table}\n```\n")
    };
    let right = block("--machine m --cpus 2", "41");
    tells(&right, &block("--machine m --cpus 2", "40"), "Mcs −41 %");
    tells(&right, &block("--machine m --cpus 3", "41"), "no curves");
}

#[test]
fn figures_of_curves_are_those_that_are_drawn() {
    let cell = |text: &str| format!("| a | b |\n|---|---|\n| c | {text} |\n");
    for (right, wrong, why) in [
        (
            "11.6<!-- figure: A by B -->",
            "11.7<!-- figure: A by B -->",
            "the curves have 11.6",
        ),
        (
            "12<!-- figure: A by B -->",
            "11<!-- figure: A by B -->",
            "the curves have 12",
        ),
        (
            "B −20<!-- figure: off --> %",
            "B 20<!-- figure: off --> %",
            "the curves have -20",
        ),
        (
            "68<!-- figure: whole -->",
            "70<!-- figure: whole -->",
            "the page has 70",
        ),
        (
            "68<!-- figure: whole -->",
            "68<!-- figure: no -->",
            "there is no figure `no`",
        ),
        (
            "68<!-- figure: whole -->",
            "some<!-- figure: whole -->",
            "the page has some",
        ),
    ] {
        tells(&cell(right), &cell(wrong), why);
    }
}
