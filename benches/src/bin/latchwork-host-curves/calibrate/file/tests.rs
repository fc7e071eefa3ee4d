use super::text;
use crate::calibrate::alone::Alone;
use crate::calibrate::calibration::Calibration;
use crate::calibrate::pair::{Pair, Writes};
use crate::calibrate::ping_pong::PingPong;
use crate::quartiles::Quartiles;
use latchwork_coherence::Parameters;

fn around(median: f64) -> Quartiles {
    Quartiles {
        quartile_1: median - 1.0,
        median,
        quartile_3: median + 2.0,
    }
}

fn writes(base: f64) -> Writes {
    Writes {
        modified: around(base),
        lent: around(base + 10.0),
        clean: around(base + 11.0),
        borrowed: around(base + 12.0),
    }
}

/// So many cores, with so many cycles between two of them.
fn machine(cores: usize, cycles: impl Fn(usize, usize) -> f64) -> Calibration {
    let every = || (0..cores).flat_map(|to| (0..to).map(move |from| [from, to]));
    let pair = |cores: [usize; 2]| {
        let base = cycles(cores[0], cores[1]);
        Pair {
            cores,
            load_dirty: around(base),
            load_clean: around(base - 50.0),
            store: writes(base + 10.0),
            rmw: writes(base + 30.0),
        }
    };
    Calibration {
        clock: around(2.596),
        line: Some(128),
        cores: (0..cores).map(|core| 2 * core).collect(),
        alone: Alone {
            l1: around(4.2),
            rmw_owned: around(17.6),
            spin_hint: around(60.0),
            memory: Some(around(390.0)),
        },
        pairs: every().map(pair).collect(),
        ping_pong: every()
            .map(|cores| PingPong {
                cores,
                exchange: around(250.0),
                store: around(150.0),
            })
            .collect(),
    }
}

#[test]
fn the_file_of_two_cores_is_a_machine() {
    let text = text(&machine(2, |_, _| 200.0)).expect("it is a machine");
    let machine = Parameters::parse("this-host", &text).expect("it has been parsed");
    assert_eq!((machine.cpus(), machine.nodes, machine.line), (2, 1, 128));
    assert_eq!(
        (machine.clock, machine.l1, machine.rmw_owned),
        (2.596, 4, 18)
    );
    assert_eq!((machine.spin_hint, machine.memory), (60, vec![390]));
    assert_eq!(
        (machine.load_remote, machine.store_owned),
        (vec![200], vec![210])
    );
    assert_eq!(machine.store_shared, [220]);
    assert_eq!(
        (machine.rmw_remote, machine.rmw_shared),
        (vec![230], vec![240])
    );
}

#[test]
fn where_loads_take_lines_over_two_cpus_share_what_neither_has_written() {
    let shares = text(&machine(2, |_, _| 200.0)).expect("it is a machine");
    assert!(shares.contains("\nmigratory = false\n"), "{shares}");
    let mut measured = machine(2, |_, _| 200.0);
    measured.pairs[0].store.borrowed = around(4.0);
    let text = text(&measured).expect("it is a machine");
    let machine = Parameters::parse("this-host", &text).expect("it has been parsed");
    assert!(machine.migratory);
    assert_eq!(
        (machine.store_shared, machine.rmw_shared),
        (vec![221], vec![241])
    );
}

#[test]
fn each_value_says_where_it_comes_from() {
    let text = text(&machine(2, |_, _| 200.0)).expect("it is a machine");
    let mut comment = String::new();
    let mut sources = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("# ") {
            Some(words) => comment += words,
            None if line.contains(" = ") => {
                sources.push((line, std::mem::take(&mut comment)));
            }
            None => comment.clear(),
        }
    }
    for (line, comment) in &sources {
        let measured = comment.contains("Measured on this host by `cargo xtask curves --cal")
            && comment.contains("median ")
            && comment.contains(", quartiles ");
        let told = [
            "Guessed",
            "As the system says",
            "at most 1.5 times",
            "1.5 times the last",
            "Measured on this host by `cargo xtask curves --calibrate`: what a store costs",
        ];
        let told = told.iter().any(|it| comment.contains(it));
        let follows = ["cpus_per_node", "distance"]
            .iter()
            .any(|it| line.starts_with(it));
        assert!(measured || told || follows, "{line}: {comment}");
    }
    let measured = "load_remote = [200]";
    let comment = sources.iter().find(|it| it.0 == measured).map(|it| &it.1);
    let comment = comment.expect("it is in the file");
    assert!(
        comment.contains("median 200.0, quartiles 199.0 to 202.0"),
        "{comment}"
    );
    assert!(comment.contains("median 150.0"), "the clean one: {comment}");
}

#[test]
fn the_file_of_several_nodes_has_a_cost_for_each_level() {
    let far = |from, to| if from / 2 == to / 2 { 100.0 } else { 400.0 };
    let text = text(&machine(4, far)).expect("it is a machine");
    let machine = Parameters::parse("this-host", &text).expect("it has been parsed");
    assert_eq!((machine.nodes, machine.cpus_per_node), (2, 2));
    assert_eq!(machine.distance, [[0, 1], [1, 0]]);
    assert_eq!(
        (machine.load_remote, machine.memory),
        (vec![100, 400], vec![390, 390])
    );
    assert!(
        text.contains("[[0, 2], [4, 6]]"),
        "the system's numbers: {text}"
    );
}

#[test]
fn without_a_way_to_take_lines_out_memory_is_guessed() {
    let mut measured = machine(2, |_, _| 200.0);
    measured.alone.memory = None;
    measured.line = None;
    let text = text(&measured).expect("it is a machine");
    assert!(
        text.contains("Guessed: nothing here takes a line out"),
        "{text}"
    );
    assert!(
        text.contains("Guessed: the system does not say.\nline = 64"),
        "{text}"
    );
}

#[test]
fn what_is_no_machine_is_no_file() {
    let word = text(&machine(2, |_, _| 2e9)).expect_err("no line takes so long");
    assert!(
        word.contains("this-host: load_remote[0] is 2000000000"),
        "{word}"
    );
    assert!(word.contains("too busy"), "{word}");
}
