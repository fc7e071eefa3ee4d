use super::*;

fn machine() -> &'static str {
    shipped::text("opteron48").expect("it is shipped")
}

/// What is wrong if `from` is replaced in a machine that is right.
fn mistake(from: &str, to: &str) -> String {
    let text = machine().replace(from, to);
    assert_ne!(text, machine(), "{from} is not in the file");
    Parameters::parse("mine.toml", &text)
        .expect_err(to)
        .to_string()
}

#[test]
fn every_shipped_machine_is_one() {
    for name in Parameters::names() {
        let text = shipped::text(name).expect("it is shipped");
        let machine = Parameters::parse(name, text).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(machine.cpus() <= MOST_CPUS);
        // Each value says where it comes from.
        let mut before = "";
        for line in text.lines() {
            if line.contains(" = ") && !line.starts_with(' ') {
                assert!(
                    before.starts_with('#') || before.contains(" = "),
                    "{name}: {line} has no source"
                );
            }
            before = line;
        }
    }
}

#[test]
fn a_mistake_is_named_with_file_key_and_range() {
    for (from, to, says) in [
        (
            "l1 = 3",
            "l1 = 0",
            "mine.toml: l1 is 0: it must be 1 to 1000000",
        ),
        ("l1 = 3", "l1 = 3\nl9 = 3", "unknown field `l9`"),
        ("l1 = 3", "", "missing field `l1`"),
        ("l1 = 3", "l1 = -3", "invalid value"),
        (
            "clock = 2.4",
            "clock = 0.0",
            "clock is 0: it must be 0.01 to 100",
        ),
        (
            "clock = 2.4",
            "clock = nan",
            "clock is NaN: it must be 0.01 to 100",
        ),
        (
            "line = 64",
            "line = 48",
            "line is 48: it must be a power of two",
        ),
        ("line = 64", "line = 8", "line is 8: it must be 16 to 4096"),
        (
            "nodes = 8",
            "nodes = 80",
            "nodes times cpus_per_node is 480",
        ),
        ("nodes = 8", "nodes = 7", "distance must be 7 rows of 7"),
        (
            "[81, 172, 252]",
            "[81, 172]",
            "load_remote has 2 entries: it must have 3",
        ),
        ("[81, 172, 252]", "[81, 0, 252]", "load_remote[1] is 0"),
        (
            "[0, 1, 2, 2, 1",
            "[0, 3, 2, 2, 1",
            "node 0 to node 1 is 3: levels has 3",
        ),
        ("[0, 1, 2, 2, 1", "[0, 0, 2, 2, 1", "it is 0 within a node"),
        ("[0, 1, 2, 2, 1", "[0, 2, 2, 2, 1", "and back 1"),
    ] {
        let said = mistake(from, to);
        assert!(said.contains(says), "{to}: {said}");
        assert!(
            said.starts_with("mine.toml: ") && !said.contains('\n'),
            "{said}"
        );
    }
}

#[test]
fn a_mistake_of_the_format_is_named_with_its_line() {
    let said = mistake("clock = 2.4", "clock == 2.4");
    let line = machine().lines().position(|line| line == "clock = 2.4");
    let line = line.expect("it is there") + 1;
    assert!(said.contains(&format!("line {line}: ")), "{said}");
}

#[test]
fn each_placement_uses_every_cpu_once() {
    let machine = Parameters::shipped("opteron48").expect("it is shipped");
    for placement in [Placement::Spread, Placement::Compact] {
        let mut used: Vec<_> = (0..machine.cpus())
            .map(|it| machine.place(placement, it))
            .collect();
        let nodes: Vec<_> = used.iter().take(3).map(|&cpu| machine.node(cpu)).collect();
        match placement {
            Placement::Spread => assert_eq!(nodes, [0, 1, 2]),
            Placement::Compact => assert_eq!(nodes, [0, 0, 0]),
        }
        used.sort_unstable();
        assert!(used.into_iter().eq(0..machine.cpus()));
    }
}

#[test]
fn every_cost_can_be_scaled_and_no_other_key() {
    let machine = Parameters::shipped("epyc2x64").expect("it is shipped");
    let scaled = |key: &str, percent| {
        let key = key.to_owned();
        machine.scaled(&Scaled { key, percent })
    };
    for key in Parameters::COSTS {
        let half = scaled(key, 50).expect("it is a cost");
        assert_ne!(half, machine, "{key}");
        assert_eq!(checked::mistake(&half), None, "{key}");
        for percent in [0, 1000, u64::MAX] {
            let extreme = scaled(key, percent).expect("it is a cost");
            assert_eq!(checked::mistake(&extreme), None, "{key}, {percent}");
        }
        assert_eq!(scaled(key, 100).as_ref(), Some(&machine));
    }
    assert_eq!(scaled("nodes", 50), None);
    let doubled = scaled("load_remote", 200).expect("it is a cost");
    assert_eq!(doubled.load_remote, [150, 720, 1340]);
}
