use super::*;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::outcome::Outcome;
use crate::model::outcome::tests::{description, row};
use latchwork_explore::Shard;
use latchwork_suite::report::{Description, Verdict};
use std::fs;

type Files = Vec<(String, ShardFile)>;

/// What is done to one of two shards, and what is said to that.
type Change<T> = (fn(&mut T), &'static str);

/// A check that is split, and four that are not.
fn set() -> Set {
    let part = |checker: &str, id: &str, weight, split| Part {
        checker: checker.into(),
        id: id.into(),
        weight,
        split,
    };
    let version = |checker: &str| Version {
        checker: checker.into(),
        version: "0.1.0".into(),
        memory_model: "RC11".into(),
    };
    Set {
        deep: false,
        filter: vec!["lock".into()],
        checkers: vec![version("explore"), version("loom")],
        source: "5eed".into(),
        checks: vec![
            part("explore", "Lock/3x2", 60, true),
            part("explore", "Twin/2x1", 1, false),
            part("loom", "Lock/3x2", 9, false),
            part("loom", "Lock/2x1", 1, false),
            part("loom", "Queue/2x1", 0, false),
        ],
    }
}

fn check(part: &Part) -> Description {
    let mut check = description(&part.id);
    check.checker = part.checker.clone();
    check.weight = part.weight;
    if part.id.starts_with("Twin") {
        check.expected = Verdict::Fail;
    }
    check
}

/// What `shard` of the set finds, if all is well.
fn found(shard: Shard) -> ShardFile {
    let set = set();
    let outcome = |part: &Part| {
        let check = check(part);
        let mut row = row(&check, check.expected);
        row.shard = part.split.then(|| shard.to_string());
        row.blocked = part.split.then_some(2);
        row.detail = if part.split { "bypass 2 seen" } else { "whole" }.into();
        Outcome::found(row)
    };
    let rows = set.share(shard).map(outcome).collect();
    ShardFile { shard, set, rows }
}

fn files(of: usize) -> Files {
    let file = |index| {
        let shard: Shard = format!("{index}/{of}").parse().expect("is one");
        (name(shard), found(shard))
    };
    (1..=of).map(file).collect()
}

/// The outcome of the check that is split.
fn split(file: &mut (String, ShardFile)) -> &mut Outcome {
    let mut rows = file.1.rows.iter_mut();
    let split = rows.find(|it| it.row.shard.is_some());
    split.expect("every shard has its part")
}

/// Why `files` are refused.
fn refused(files: &Files) -> String {
    join(files).expect_err("these are not the shards of a set")
}

#[test]
fn every_check_is_run_once_whole_or_once_in_each_part() {
    let set = set();
    for of in 1..8 {
        let runs = |part: &Part| {
            let shards = (1..=of).map(|index| format!("{index}/{of}").parse().expect("is one"));
            let mine = |shard: &Shard| set.share(*shard).any(|it| it == part);
            shards.filter(mine).count()
        };
        for part in &set.checks {
            assert_eq!(runs(part), if part.split { of } else { 1 }, "{part:?}");
        }
    }
}

#[test]
fn the_heaviest_check_does_not_wait_for_others() {
    let owners = set().owners(2);
    assert_eq!(owners, [None, Some(2), Some(1), Some(2), Some(2)]);
}

#[test]
fn the_parts_are_summed_and_the_rest_is_kept() {
    for of in [1, 2, 3, 9] {
        let merged = join(&files(of)).expect("they fit");
        let ids: Vec<_> = merged.iter().map(|it| it.row.check.id.as_str()).collect();
        let all = ["Lock/3x2", "Twin/2x1", "Lock/3x2", "Lock/2x1", "Queue/2x1"];
        assert_eq!(ids, all);
        assert!(
            merged
                .iter()
                .all(|it| it.as_expected && it.row.shard.is_none())
        );
        let row = &merged[0].row;
        assert_eq!(row.executions, 301 * of as u64);
        assert_eq!(row.blocked, Some(2 * of as u64));
        assert_eq!(row.seconds, 0.5 * of as f64);
        assert_eq!((row.result, &*row.detail), (Verdict::Pass, "bypass 2 seen"));
        assert_eq!(merged[2].row.executions, 301);
    }
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let mut files = files(4);
    split(&mut files[2]).row.detail = "bypass 1 seen".into();
    let merged = join(&files).expect("they fit");
    files.reverse();
    assert_eq!(join(&files).expect("they fit"), merged);
    let detail = &merged[0].row.detail;
    assert_eq!(detail, "bypass 2 seen (3 shards) | bypass 1 seen (1 shard)");
}

#[test]
fn one_part_that_fails_fails_the_check() {
    let mut files = files(3);
    let outcome = split(&mut files[1]);
    outcome.row.result = Verdict::Fail;
    outcome.row.violated = "exclusion".into();
    outcome.row.detail = "violated in execution 7".into();
    *outcome = Outcome::found(outcome.row.clone());
    let merged = join(&files).expect("they fit");
    let Outcome {
        row, as_expected, ..
    } = &merged[0];
    assert!(!as_expected && row.result == Verdict::Fail);
    assert_eq!(row.detail, "violated in execution 7, in shard 2/3");
    assert_eq!(row.executions, 903);
}

#[test]
fn a_part_that_was_cut_off_fails_the_check() {
    let mut files = files(2);
    let outcome = split(&mut files[0]);
    let mut broken = Outcome::broken(&outcome.row.check, 1.0, "time limit", "stopped".into());
    broken.row.shard = Some("1/2".into());
    *outcome = broken;
    let merged = join(&files).expect("they fit");
    assert_eq!((merged[0].as_expected, merged[0].word()), (false, "FAIL"));
}

#[test]
fn some_part_must_show_what_the_check_is_for() {
    let lacking = |missing: [&[&str]; 3]| {
        let mut files = files(3);
        for (file, missing) in files.iter_mut().zip(missing) {
            let missing = missing.iter().map(|&it| it.to_owned());
            split(file).row.missing = missing.collect();
        }
        join(&files).expect("they fit").remove(0)
    };
    let (calm, tried) = ("nobody ever waited", "try_lock never failed");
    // No part shows all of it, but all parts do.
    let shown = lacking([&[calm], &[tried], &[calm, tried]]);
    assert_eq!((shown.as_expected, shown.word()), (true, "pass"));
    assert!(shown.row.missing.is_empty());
    let hidden = lacking([&[calm, tried], &[tried], &[calm, tried]]);
    assert_eq!((hidden.as_expected, hidden.word()), (false, "FAIL"));
    assert!(hidden.row.violation.contains(tried), "{hidden:?}");
}

#[test]
fn nothing_at_all_is_no_pass() {
    let mut files = files(2);
    for file in &mut files {
        split(file).row.executions = 0;
    }
    let merged = join(&files).expect("they fit");
    assert_eq!((merged[0].as_expected, merged[0].word()), (false, "FAIL"));
    assert!(merged[0].row.violation.contains("no execution"));
}

#[test]
fn a_missing_shard_is_refused() {
    let mut files = files(4);
    files.remove(2);
    let why = refused(&files);
    assert!(why.contains("missing: 3/4\n"), "{why}");
    assert!(why.contains("--shard 3/4"), "{why}");
    files.remove(0);
    assert!(refused(&files).contains("missing: 1/4, 3/4\n"));
    assert!(refused(&Files::new()).contains("nothing to merge"));
    let many = "2/100000".parse().expect("is one");
    let why = refused(&vec![(name(many), found(many))]);
    assert!(why.contains("1/100000, 3/100000"), "{why}");
    assert!(why.contains("and 99991 more"), "{why}");
}

#[test]
fn a_shard_that_is_there_twice_is_refused() {
    let mut files = files(3);
    let (name, again) = files[1].clone();
    files.push((format!("copy-of-{name}"), again));
    let why = refused(&files);
    assert!(why.contains("shard 2/3 is there more than once"), "{why}");
    assert!(why.contains("copy-of-check-2-of-3.json"), "{why}");
    // Also in place of another.
    files.remove(0);
    assert!(refused(&files).contains("more than once"));
}

#[test]
fn shards_of_another_number_are_refused() {
    let mut mixed = files(3);
    mixed[2] = files(4).remove(2);
    let why = refused(&mixed);
    assert!(
        why.contains("is shard 1/3, check-3-of-4.json is shard 3/4"),
        "{why}"
    );
}

#[test]
fn shards_of_another_set_are_refused() {
    let changes: [Change<Set>; 9] = [
        (|set| set.deep = true, "`no --deep` and `--deep`"),
        (|set| set.filter.clear(), "filters are `lock` and ``"),
        (
            |set| set.checkers.truncate(1),
            "checkers are `explore,loom` and `explore`",
        ),
        (
            |set| set.checkers[0].version = "0.2.0".into(),
            "explore is 0.1.0 under RC11, and 0.2.0 under RC11",
        ),
        (
            |set| set.checkers[0].memory_model = "SC".into(),
            "explore is 0.1.0 under RC11, and 0.1.0 under SC",
        ),
        (
            |set| set.checks.truncate(4),
            "only the first has the check Queue/2x1 (loom)",
        ),
        (
            |set| set.checks[2].id = "Lock/9x9".into(),
            "only the first has the check Lock/3x2 (loom)",
        ),
        (|set| set.source = "01d".into(), "the sources differ"),
        (|set| set.checks.reverse(), "the order of the checks"),
    ];
    for (change, why) in changes {
        let mut files = files(2);
        change(&mut files[1].1.set);
        let text = refused(&files);
        assert!(text.contains(why), "{why}: {text}");
        assert!(
            text.contains("check-1-of-2.json and check-2-of-2.json are not of one set"),
            "{text}"
        );
    }
}

#[test]
fn rows_that_are_not_the_shards_own_are_refused() {
    let changes: [Change<Vec<Outcome>>; 6] = [
        (
            |rows| drop(rows.pop()),
            "has 0 results for Queue/2x1 (loom), not one",
        ),
        (
            |rows| rows.push(rows[0].clone()),
            "has 2 results for Lock/3x2 (explore), not one",
        ),
        (
            |rows| rows[0].row.check.id = "Lock/9x9".into(),
            "has a result for Lock/9x9 (explore), which is not for shard 2/2 to run",
        ),
        // The other shard's.
        (
            |rows| rows[1].row.check = check(&set().checks[2]),
            "has a result for Lock/3x2 (loom), which is not for shard 2/2 to run",
        ),
        (
            |rows| rows[0].row.shard = Some("1/2".into()),
            "is shard 2/2, but explored 1/2 of Lock/3x2 (explore)",
        ),
        (
            |rows| rows[0].row.shard = None,
            "is shard 2/2, but explored all of Lock/3x2 (explore)",
        ),
    ];
    for (change, why) in changes {
        let mut files = files(2);
        change(&mut files[1].1.rows);
        let text = refused(&files);
        assert!(text.contains(&format!("check-2-of-2.json {why}")), "{text}");
    }
}

#[test]
fn a_check_that_is_another_in_each_shard_is_refused() {
    let mut files = files(2);
    split(&mut files[1]).row.check.property = "something else".into();
    let why = refused(&files);
    assert!(why.contains("another check in shard 2/2 than in"), "{why}");
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("a.json");
    let shard = found("2/3".parse().expect("is one"));
    fs::write(&file, crate::ground::results::json(&shard)).expect("writes");
    assert_eq!(ShardFile::read(&file).expect("reads"), shard);
    let json = serde_json::to_value(&shard).expect("serializes");
    assert_eq!(json["shard"], "2/3");
    assert_eq!(json["rows"][0]["shard"], "2/3");
}

#[test]
fn a_file_that_is_not_of_a_shard_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("check.json");
    let whole = [Outcome::found(row(&description("a"), Verdict::Pass))];
    for (text, why) in [
        (
            crate::ground::results::json(&whole),
            "is not the result of a shard",
        ),
        (String::new(), "is not the result of a shard"),
        (
            r#"{"shard": "5/4", "set": {}, "rows": []}"#.to_owned(),
            "there is no shard 5 of 4",
        ),
    ] {
        fs::write(&file, text).expect("writes");
        let Err(Stop::Missing(text)) = ShardFile::read(&file) else {
            panic!("it is read")
        };
        assert!(text.contains(why) && text.contains("check.json"), "{text}");
    }
    let nowhere = ShardFile::read(&directory.path().join("no.json"));
    assert!(matches!(nowhere, Err(Stop::Missing(text)) if text.contains("no.json")));
}

#[test]
fn a_digest_is_of_what_is_built_and_of_nothing_else() {
    let digest_in = |change: &dyn Fn(&std::path::Path)| {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path();
        let write = |name: &str, text: &str| {
            let file = root.join(name);
            fs::create_dir_all(file.parent().expect("has one")).expect("creates");
            fs::write(file, text).expect("writes");
        };
        for name in ["Cargo.toml", "Cargo.lock", "a/Cargo.toml", "a/src/lib.rs"] {
            write(name, name);
        }
        change(root);
        let workspace = serde_json::json!({
            "workspace_root": root, "target_directory": root.join("target"),
            "packages": [{
                "name": "a", "manifest_path": root.join("a/Cargo.toml"), "dependencies": [], "targets": [],
            }],
        });
        let workspace: Workspace = serde_json::from_value(workspace).expect("is one");
        digest(&workspace).expect("reads")
    };
    let original = digest_in(&|_| ());
    assert_eq!(digest_in(&|_| ()), original, "wherever it is");
    let write = |name: &'static str, text: &'static str| {
        digest_in(&move |root: &std::path::Path| {
            let file = root.join(name);
            fs::create_dir_all(file.parent().expect("has one")).expect("creates");
            fs::write(file, text).expect("writes");
        })
    };
    assert_eq!(write("a/README.md", "words"), original);
    assert_eq!(write("a/target/debug/b.rs", "generated"), original);
    assert_ne!(write("a/src/lib.rs", "changed"), original);
    assert_ne!(write("a/src/new.rs", ""), original);
    assert_ne!(write("Cargo.lock", "other versions"), original);
}
