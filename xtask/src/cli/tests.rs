use clap::CommandFactory;
use clap::error::ErrorKind;
use latchwork_kernel_lib::protocol::{Provocation, Word};

use super::*;

fn kind(args: &[&str]) -> Option<ErrorKind> {
    Cli::try_parse_from(args).err().map(|error| error.kind())
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn kernel_arguments_follow_two_dashes() {
    let cli = Cli::try_parse_from(["xtask", "boot", "--cpus", "2", "--", "provoke=panic", "-x"])
        .expect("parses");
    let Command::Boot(args) = cli.command else {
        panic!("not boot")
    };
    assert_eq!(
        (args.hardware, args.kernel_args),
        (
            Hardware::usual(2),
            vec!["provoke=panic".into(), "-x".into()]
        )
    );
}

#[test]
fn a_machine_is_as_usual_unless_it_is_told_otherwise() {
    let hardware = |args: &[&str]| {
        let all = [&["xtask", "boot"], args].concat();
        match Cli::try_parse_from(all).expect("parses").command {
            Command::Boot(args) => args.hardware,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(hardware(&[]), Hardware::usual(4));
    let mut words = vec!["--machine", "microvm", "--cpu", "EPYC,-nx"];
    words.extend(["--cpus", "2x1x2", "--memory", "4G"]);
    let other = hardware(&words);
    assert_eq!(other.machine, MachineType::Microvm);
    assert_eq!(other.to_string(), "microvm, 2x1x2 of EPYC,-nx, 4096 MiB");
}

#[test]
fn the_help_of_boot_has_every_word_of_the_kernel() {
    let mut command = Cli::command();
    let boot = command.find_subcommand_mut("boot").expect("is there");
    let help = boot.render_help().to_string();
    let provocations = Provocation::ALL.map(|it| Word::Provoke(it).to_string());
    let others = [
        Word::TestsOff,
        Word::CurveOff,
        Word::Measure,
        Word::Statistics,
        Word::Echo,
        Word::WatchdogOff,
    ]
    .map(|it| it.to_string());
    for word in provocations.iter().chain(&others) {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(help.contains("acquisitions="), "{help}");
    assert!(help.contains("watchdog=SECONDS"), "{help}");
}

#[test]
fn what_writes_results_has_a_turn() {
    let turn = |args: &[&str]| {
        let cli = Cli::try_parse_from(args).expect("parses");
        cli.command.writes_results()
    };
    assert_eq!(turn(&["xtask", "check", "mcs"]), Some("check"));
    assert_eq!(turn(&["xtask", "boot"]), Some("boot"));
    assert_eq!(turn(&["xtask", "curves"]), Some("curves"));
    assert_eq!(turn(&["xtask", "check", "--replay", "f"]), None);
    assert_eq!(turn(&["xtask", "mutate", "--list"]), None);
}

#[test]
fn checks_and_mutants_go_through_the_same_checkers_by_default() {
    for command in ["check", "mutate"] {
        let with = match Cli::try_parse_from(["xtask", command])
            .expect("parses")
            .command
        {
            Command::Check(args) => args.with,
            Command::Mutate(args) => args.with,
            other => panic!("{other:?}"),
        };
        assert_eq!(with, Checker::DEFAULT);
    }
}

#[test]
fn times_are_told_beside_each_other_or_with_commas_and_none_is_left_out() {
    let inside = |words: &[&str]| {
        let all = [&["xtask", "curves", "--critical-section"], words].concat();
        match Cli::try_parse_from(all).map(|cli| cli.command) {
            Ok(Command::Curves(args)) => Ok(args.critical_section),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.kind()),
        }
    };
    assert_eq!(inside(&["0", "100"]), Ok(vec![0, 100]));
    assert_eq!(inside(&["0,100", "--json"]), Ok(vec![0, 100]));
    assert_eq!(inside(&["0,,100"]), Err(ErrorKind::ValueValidation));
    assert_eq!(inside(&["2000000000"]), Err(ErrorKind::ValueValidation));
    assert_eq!(inside(&["--json"]), Err(ErrorKind::InvalidValue));
    for (option, wrong) in [("--cpus", ""), ("--source", "qemu"), ("--fixed", "101")] {
        let misuse = Cli::try_parse_from(["xtask", "curves", option, wrong]);
        assert!(misuse.is_err(), "{option} {wrong:?}");
    }
}

#[test]
fn misuse_is_refused() {
    assert_eq!(
        kind(&["xtask", "boot", "--floppy"]),
        Some(ErrorKind::UnknownArgument)
    );
    assert_eq!(
        kind(&["xtask", "boot", "--machine", "isapc"]),
        Some(ErrorKind::InvalidValue)
    );
    for (option, wrong) in [("--cpus", "0"), ("--memory", "4T"), ("--cpu", "max nx")] {
        assert_eq!(
            kind(&["xtask", "boot", option, wrong]),
            Some(ErrorKind::ValueValidation)
        );
    }
    assert_eq!(
        kind(&["xtask", "check", "--with", "loom,kani"]),
        Some(ErrorKind::InvalidValue)
    );
    assert_eq!(
        kind(&["xtask", "check", "x", "--replay", "f"]),
        Some(ErrorKind::ArgumentConflict)
    );
    assert_eq!(
        kind(&["xtask", "check", "--jobs", "0"]),
        Some(ErrorKind::ValueValidation)
    );
    assert_eq!(
        kind(&["xtask", "mutate", "--list", "--jobs", "1"]),
        Some(ErrorKind::ArgumentConflict)
    );
    assert_eq!(
        kind(&["xtask", "mutate", "--with", "gdb"]),
        Some(ErrorKind::InvalidValue)
    );
    for shard in ["0/4", "5/4", "1/0", "2", "a/b", ""] {
        let misuse = kind(&["xtask", "check", "--shard", shard]);
        assert_eq!(misuse, Some(ErrorKind::ValueValidation), "{shard}");
    }
    assert_eq!(
        kind(&["xtask", "check", "--shard", "1/4", "--replay", "f"]),
        Some(ErrorKind::ArgumentConflict)
    );
    assert_eq!(
        kind(&["xtask", "--version"]),
        Some(ErrorKind::DisplayVersion)
    );
    assert_eq!(
        kind(&["xtask", "merge"]),
        Some(ErrorKind::MissingRequiredArgument)
    );
    assert_eq!(kind(&["xtask", "check", "--shard", "4/4", "mcs"]), None);
    assert_eq!(kind(&["xtask", "check", "--replay", "f"]), None);
    assert_eq!(kind(&["xtask", "mutate", "--list", "--json", "mcs"]), None);
    assert_eq!(
        kind(&["xtask", "curves", "--validate", "--seed", "2"]),
        Some(ErrorKind::ArgumentConflict)
    );
    assert_eq!(kind(&["xtask", "curves", "--validate", "--json"]), None);
}
