//! The command line.

use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use clap::{Args, Parser, Subcommand, ValueEnum};
use latchwork_explore::Shard;
use latchwork_kernel_lib::protocol::KnownWords;
use serde::Serialize;

/// Latchwork: model-check the primitives, boot the kernel that links them.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    after_help = "Exit status: 0 all passed, 1 a check failed, 2 something is missing or misused.\n\
                  Results also land as JSON under target/latchwork/."
)]
pub(crate) struct Cli {
    /// Show the output of cargo and of passing steps too
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Model-check, link the image, boot it on 4 CPUs, run its self-tests, draw the curve, write the report
    Certify(CertifyArgs),
    /// Every test: lints, unit and doc tests, other targets, model checks, Miri, boots, mutants
    Test(TestArgs),
    /// Model checks only
    Check(CheckArgs),
    /// One result from those of all shards of a set
    Merge(MergeArgs),
    /// Small mistakes put into the primitives, one at a time: does a check notice each?
    Mutate(MutateArgs),
    /// The image in QEMU, its serial port on the terminal
    Boot(BootArgs),
    /// How many instructions the paths of the locks' operations take in the image
    Measure(MeasureArgs),
    /// Throughput and fairness of the locks against CPUs, on simulated machines
    Curves(CurvesArgs),
}

impl Command {
    /// Its name, if it writes results.
    pub(crate) fn writes_results(&self) -> Option<&'static str> {
        match self {
            Command::Certify(_) => Some("certify"),
            Command::Test(_) => Some("test"),
            Command::Check(args) => args.replay.is_none().then_some("check"),
            Command::Merge(_) => Some("merge"),
            Command::Mutate(args) => (!args.list).then_some("mutate"),
            Command::Boot(_) => Some("boot"),
            Command::Measure(_) => Some("measure"),
            Command::Curves(_) => Some("curves"),
        }
    }
}

/// Arguments of `certify`.
#[derive(Debug, Args)]
pub(crate) struct CertifyArgs {
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
    /// Checks that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Run only the steps whose names contain one of these
    pub(crate) filter: Vec<String>,
    /// Larger clients, more schedules, and every test of the explorer; within an hour each
    #[arg(long)]
    pub(crate) deep: bool,
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
    /// Steps, and checks of one step, that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Run only the checks whose id, object, property or checker contains all of these
    pub(crate) filter: Vec<String>,
    /// The checkers to run
    #[arg(long, value_delimiter = ',', value_name = "CHECKER", default_values = DEFAULT)]
    pub(crate) with: Vec<Checker>,
    /// Larger clients and more schedules, within an hour a check
    #[arg(long)]
    pub(crate) deep: bool,
    /// Run the I-th of N shares only: a part of the executions of each check that can be
    /// split, and some of the other checks
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Run every check, also those whose results are known since their program was built
    /// (CI=true means the same)
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Run a failure saved under target/latchwork/failures/ again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["filter", "with", "deep", "json", "jobs", "shard", "fresh"])]
    pub(crate) replay: Option<PathBuf>,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Checks that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The results of all shards, one file of each
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `mutate`.
#[derive(Debug, Args)]
pub(crate) struct MutateArgs {
    /// Run only the mutants whose site, object, kind (ordering, logic, constant, bound) or change contains all of these
    pub(crate) filter: Vec<String>,
    /// The checkers that hunt them, whichever of them is quickest first
    #[arg(long, value_delimiter = ',', value_name = "CHECKER", default_values = DEFAULT)]
    pub(crate) with: Vec<Checker>,
    /// Print the mutants, and run none
    #[arg(long, conflicts_with = "jobs")]
    pub(crate) list: bool,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Mutants that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}

/// Arguments of `boot`.
#[derive(Debug, Args)]
#[command(after_help = kernel_words())]
pub(crate) struct BootArgs {
    /// Virtual CPUs
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=latchwork_kernel_lib::MAX_CPUS as i64))]
    pub(crate) cpus: u32,
    /// What executes the guest's instructions
    #[arg(long, value_enum, default_value_t = Accel::Tcg)]
    pub(crate) accel: Accel,
    /// The cargo profile of the image
    #[arg(long, value_enum, default_value_t = Profile::Release)]
    pub(crate) profile: Profile,
    /// Wait for a debugger on port 1234; no time limit
    #[arg(long, conflicts_with_all = ["timeout", "repeat"])]
    pub(crate) gdb: bool,
    /// How often each lock was contended, waited for and held, the kernel's own among them;
    /// it means the kernel's word `stats`
    #[arg(long)]
    pub(crate) stats: bool,
    /// Seconds after which the machine counts as hung
    #[arg(long, value_name = "SECS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,
    /// Boot this often, until one fails
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
    /// The kernel's command line
    #[arg(last = true, value_name = "KERNEL_ARGS")]
    pub(crate) kernel_args: Vec<String>,
}

/// Arguments of `measure`.
#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    /// Boot this often; the paths must be as long each time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) repeat: u32,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Arguments of `curves`.
#[derive(Clone, Debug, Args)]
pub(crate) struct CurvesArgs {
    /// Where the figures come from
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "SOURCE",
        default_value = "model"
    )]
    pub(crate) source: Vec<Source>,
    /// The machines, by name or as files [default: opteron48 i7_4core xeon80 epyc2x64 epyc4x64]
    #[arg(long, num_args = 1.., value_name = "NAME|FILE")]
    pub(crate) machine: Vec<String>,
    /// Only these locks
    #[arg(long, num_args = 1.., value_name = "NAME")]
    pub(crate) lock: Vec<String>,
    /// How many CPUs contend, `1,2,4` for instance [default: 1, 2, 3, 4, 6, 8, … all]
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) cpus: Vec<usize>,
    /// Cycles that a holder is inside
    #[arg(long, num_args = 1.., value_delimiter = ',', value_name = "CYCLES", default_values = ["0", "100", "400", "1600", "25600"], value_parser = cycles())]
    pub(crate) critical_section: Vec<u64>,
    /// Cycles that a CPU is outside, on average [default: 50, and four times what is inside and 500 more]
    #[arg(long, num_args = 1.., value_delimiter = ',', value_name = "CYCLES", value_parser = cycles())]
    pub(crate) outside: Vec<u64>,
    /// Shared lines that a holder stores to
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(..=1024))]
    pub(crate) lines: u16,
    /// The time outside is the average, give or take so much; else it is drawn from an
    /// exponential distribution
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(..=100))]
    pub(crate) fixed: Option<u64>,
    /// Fill a node with CPUs before the next; else they are dealt to the nodes in turn
    #[arg(long)]
    pub(crate) compact: bool,
    /// What shuffles the order in which CPUs begin, and draws the times outside
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Acquisitions of a point, of all CPUs together [default: 2000 or more, by the CPUs]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=10_000_000))]
    pub(crate) acquisitions: Option<u32>,
    /// Compare the model with what was published; exit status 1 if it misses what it must
    /// not
    #[arg(long, conflicts_with_all = ["source", "machine", "lock", "cpus", "critical_section", "outside", "lines", "fixed", "seed", "acquisitions"])]
    pub(crate) validate: bool,
    /// Measure what an access costs on this machine, write that as the machine `this-host`,
    /// and compare how the model of it and its cores rank the locks
    #[arg(long, conflicts_with_all = ["validate", "json"])]
    pub(crate) calibrate: bool,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
}

/// A time on the command line: no longer than a second or so.
fn cycles() -> clap::builder::RangedU64ValueParser {
    clap::builder::RangedU64ValueParser::new().range(..=1_000_000_000)
}

/// Where the figures of a curve come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// A simulated machine
    Model,
    /// This machine's cores
    Host,
    /// The image, when it was booted last
    Kernel,
}

/// The words that the kernel knows.
fn kernel_words() -> String {
    format!(
        "KERNEL_ARGS, after `--`: words that the kernel knows, which are\n  {KnownWords}\n\
         Without one it runs its self-tests and the curve; `provoke` has it fail so."
    )
}

/// The names of [`Checker::DEFAULT`].
const DEFAULT: [&str; 3] = [
    Checker::DEFAULT[0].name(),
    Checker::DEFAULT[1].name(),
    Checker::DEFAULT[2].name(),
];

/// A checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Checker {
    /// Every execution, each once, under RC11
    Explore,
    /// Exhaustive, to the bound that each check states
    Loom,
    /// Random schedules
    Shuttle,
    /// Undefined behaviour and data races in the unit tests, random schedules
    Miri,
}

impl Checker {
    /// The checkers that run by default, the one that is quickest to see a mistake first.
    pub(crate) const DEFAULT: [Self; 3] = [Checker::Explore, Checker::Loom, Checker::Shuttle];

    /// Its name, on the command line and in the results.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Checker::Explore => "explore",
            Checker::Loom => "loom",
            Checker::Shuttle => "shuttle",
            Checker::Miri => "miri",
        }
    }
}

/// What executes the guest's instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accel {
    /// QEMU's translator; works everywhere
    Tcg,
    /// The host's processor
    Kvm,
}

/// A cargo profile of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// Debug assertions on
    Dev,
    /// Optimized
    Release,
}

impl Profile {
    /// Its name on cargo's command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
        }
    }
}

/// The cores that this process may use; 1 if the system does not say.
pub(crate) fn host_cpus() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

#[cfg(test)]
mod tests {
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
        let cli =
            Cli::try_parse_from(["xtask", "boot", "--cpus", "2", "--", "provoke=panic", "-x"])
                .expect("parses");
        let Command::Boot(args) = cli.command else {
            panic!("not boot")
        };
        assert_eq!(
            (args.cpus, args.kernel_args),
            (2, vec!["provoke=panic".into(), "-x".into()])
        );
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
        ]
        .map(|it| it.to_string());
        for word in provocations.iter().chain(&others) {
            assert!(help.contains(word), "{word}: {help}");
        }
        assert!(help.contains("acquisitions="), "{help}");
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
            kind(&["xtask", "boot", "--iso"]),
            Some(ErrorKind::UnknownArgument)
        );
        assert_eq!(
            kind(&["xtask", "boot", "--cpus", "0"]),
            Some(ErrorKind::ValueValidation)
        );
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
}
