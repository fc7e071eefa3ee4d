//! What is to be measured, as the command line says.

use std::path::Path;

use clap::Parser;
use latchwork_coherence::contest::{Point, Spread};
use latchwork_coherence::{Parameters, Placement};
use latchwork_kernel_lib::selftest::LOCKS;
use latchwork_suite::choose::suggest;

use crate::cli::{Cli, Command, CurvesArgs};
use crate::ground::stop::Stop;

/// The machines that are simulated if none is named.
const MACHINES: [&str; 5] = ["opteron48", "i7_4core", "xeon80", "epyc2x64", "epyc4x64"];

/// Locks that are on no list, and contend beside those that are if they are named.
const BESIDE: [&str; 4] = ["TextbookMcs", "ProportionalTicket", "ClhLock", "CnaLock"];

/// The acquisitions of each CPU at least, and of all together: enough for a throughput
/// that settles, though the largest machines wait for a re-read of every waiter.
const EACH: usize = 20;
const TOGETHER: usize = 2000;

/// Few CPUs that are outside most of the time settle late, and cost little.
const FEW: usize = 48_000;

/// A machine, with the name that it was given.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) name: String,
    pub(super) parameters: Parameters,
}

/// How long a CPU is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    /// So many cycles.
    Cycles(u64),
    /// Four times as long as inside, and 2000 cycles more.
    Mostly,
}

impl Outside {
    /// The cycles, with a critical section of so many.
    pub(super) fn cycles(self, critical_section: u64) -> u64 {
        match self {
            Outside::Cycles(cycles) => cycles,
            Outside::Mostly => 4 * (critical_section + 500),
        }
    }
}

/// What is to be measured.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) machines: Vec<Machine>,
    pub(super) locks: Vec<String>,
    /// Every machine's own sizes, if there are none.
    cpus: Vec<usize>,
    pub(super) critical_sections: Vec<u64>,
    pub(super) outside: Vec<Outside>,
    lines: usize,
    spread: Spread,
    pub(super) placement: Placement,
    acquisitions: Option<usize>,
    pub(super) seed: u64,
}

impl Plan {
    /// What `args` say.
    ///
    /// # Errors
    ///
    /// A machine or a lock that is not there, a file that describes no machine, or more
    /// CPUs than a machine has.
    pub(super) fn of(args: &CurvesArgs) -> Result<Self, Stop> {
        let names = match &args.machine[..] {
            [] => MACHINES.map(str::to_owned).to_vec(),
            named => distinct(named),
        };
        let mut cpus = distinct(&args.cpus);
        cpus.sort_unstable();
        let plan = Self {
            machines: names.into_iter().map(machine).collect::<Result<_, _>>()?,
            locks: match &args.lock[..] {
                [] => LOCKS.iter().map(|&name| name.to_owned()).collect(),
                named => distinct(named),
            },
            cpus,
            critical_sections: distinct(&args.critical_section),
            outside: match &args.outside[..] {
                [] => vec![Outside::Cycles(50), Outside::Mostly],
                named => distinct(named).into_iter().map(Outside::Cycles).collect(),
            },
            lines: args.lines.into(),
            spread: args.fixed.map_or(Spread::Exponential, Spread::Within),
            placement: match args.compact {
                true => Placement::Compact,
                false => Placement::Spread,
            },
            acquisitions: args.acquisitions.map(|it| it as usize),
            seed: args.seed,
        };
        plan.locks.iter().try_for_each(|it| is_lock(it))?;
        plan.machines.iter().try_for_each(|it| plan.fits(it))?;
        Ok(plan)
    }

    /// What the command does by default, on one machine.
    pub(super) fn of_machine(name: &str) -> Result<Self, Stop> {
        Self::of_arguments(&format!("--machine {name}"))
    }

    /// What the command measures with these `arguments`.
    ///
    /// # Errors
    ///
    /// Arguments that are not understood, and what [`Plan::of`] refuses.
    pub(super) fn of_arguments(arguments: &str) -> Result<Self, Stop> {
        let words = shlex::split(arguments).unwrap_or_default().into_iter();
        let words = ["xtask", "curves"]
            .into_iter()
            .map(str::to_owned)
            .chain(words);
        match Cli::try_parse_from(words).map(|it| it.command) {
            Ok(Command::Curves(args)) => Self::of(&args),
            Ok(_) => unreachable!("the command is `curves`"),
            Err(wrong) => Err(Stop::Missing(format!("`curves {arguments}`: {wrong}"))),
        }
    }

    /// Refuses more CPUs than `machine` has.
    fn fits(&self, machine: &Machine) -> Result<(), Stop> {
        let has = machine.parameters.cpus();
        let Some(wrong) = self.cpus.iter().find(|it| !(1..=has).contains(*it)) else {
            return Ok(());
        };
        let others = MACHINES.into_iter().filter(|name| {
            Parameters::shipped(name).is_some_and(|it| (1..=it.cpus()).contains(wrong))
        });
        let others: Vec<&str> = others.collect();
        let hint = match &others[..] {
            [] => String::new(),
            others => format!("\nAs many have: {}", others.join(", ")),
        };
        Err(Stop::Missing(format!(
            "--cpus: {} has 1 to {has} CPUs, not {wrong}{hint}",
            machine.name
        )))
    }

    /// How many CPUs contend on `machine`, in turn.
    pub(super) fn sizes(&self, machine: &Machine) -> Vec<usize> {
        match &self.cpus[..] {
            [] => sizes(machine.parameters.cpus()),
            named => named.to_vec(),
        }
    }

    /// Every point, with those of one CPU, which the efficiency of the others is relative
    /// to.
    pub(super) fn points(&self) -> Vec<Point> {
        let mut points = Vec::new();
        for machine in &self.machines {
            let mut sizes = self.sizes(machine);
            if !sizes.contains(&1) {
                sizes.insert(0, 1);
            }
            for &critical_section in &self.critical_sections {
                for outside in &self.outside {
                    let outside = outside.cycles(critical_section);
                    for &cpus in &sizes {
                        points.extend(self.locks.iter().map(|lock| Point {
                            machine: machine.name.clone(),
                            scaled: None,
                            lock: lock.clone(),
                            cpus,
                            critical_section,
                            lines: self.lines,
                            outside,
                            spread: self.spread,
                            placement: self.placement,
                            acquisitions: self.acquisitions.unwrap_or(acquisitions(cpus)),
                            warm_up: 2 * cpus,
                            seed: self.seed,
                        }));
                    }
                }
            }
        }
        points
    }
}

/// How many acquisitions are counted.
fn acquisitions(cpus: usize) -> usize {
    TOGETHER.max(EACH * cpus).max(FEW / cpus.max(4))
}

/// 1, 2, 3, 4, 6, 8, 12, … and the most.
fn sizes(most: usize) -> Vec<usize> {
    let doubling = std::iter::successors(Some(2), |it| Some(it * 2));
    let between = doubling.flat_map(|it| [it, it + it / 2]);
    let mut sizes: Vec<usize> = [1]
        .into_iter()
        .chain(between)
        .take_while(|&it| it < most)
        .collect();
    sizes.push(most);
    sizes
}

/// The machine that is called so, or that is described in that file.
fn machine(name: String) -> Result<Machine, Stop> {
    let parameters = match Parameters::shipped(&name) {
        Some(shipped) => shipped,
        None if name.ends_with(".toml") || Path::new(&name).is_file() => {
            Parameters::read(Path::new(&name))
                .map_err(|wrong| Stop::Missing(format!("--machine {wrong}")))?
        }
        None => {
            let near = suggest(&name, Parameters::names().collect());
            let names: Vec<&str> = Parameters::names().collect();
            return Err(Stop::Missing(format!(
                "--machine: there is no machine {name:?}, and no such file{near}\n\
                 The machines are: {}; or say the path of a file like theirs",
                names.join(", ")
            )));
        }
    };
    Ok(Machine { name, parameters })
}

/// Refuses what is no lock.
pub(super) fn is_lock(name: &str) -> Result<(), Stop> {
    let locks = [LOCKS, &BESIDE].concat();
    if locks.contains(&name) {
        return Ok(());
    }
    let near = suggest(name, locks.iter().copied().collect());
    Err(Stop::Missing(format!(
        "--lock: there is no lock {name:?}{near}\nThe locks are: {}",
        locks.join(", ")
    )))
}

/// Each of `all` once, where it stands first.
fn distinct<T: Clone + PartialEq>(all: &[T]) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for it in all {
        if !once.contains(it) {
            once.push(it.clone());
        }
    }
    once
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    /// The plan of `cargo xtask curves` with `words`.
    pub(in crate::curves) fn plan(words: &[&str]) -> Result<Plan, String> {
        let all = [&["xtask", "curves"], words].concat();
        let Command::Curves(args) = Cli::try_parse_from(all).expect("parses").command else {
            panic!("it is not curves")
        };
        Plan::of(&args).map_err(|stop| match stop {
            Stop::Missing(text) => text,
            Stop::Failed(text) => panic!("exit status 1: {text}"),
        })
    }

    #[test]
    fn sizes_go_from_one_to_all() {
        assert_eq!(sizes(1), [1]);
        assert_eq!(sizes(4), [1, 2, 3, 4]);
        assert_eq!(sizes(48), [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48]);
        assert_eq!(sizes(80)[10..], [48, 64, 80]);
    }

    #[test]
    fn by_default_every_machine_every_lock_and_every_size_is_measured() {
        let plan = plan(&[]).expect("it is right");
        let points = plan.points();
        let most = points.iter().map(|it| it.cpus).max();
        assert_eq!(most, Some(256));
        let names: Vec<&str> = Parameters::names().collect();
        assert_eq!(names, MACHINES);
        for (lock, machine) in LOCKS.iter().zip(MACHINES) {
            let is_there = |it: &&Point| it.lock == *lock && it.machine == machine;
            assert!(points.iter().any(|it| is_there(&it)), "{lock} {machine}");
        }
        let each = points.iter().map(|it| it.acquisitions / it.cpus);
        assert!(each.min() >= Some(EACH));
    }

    #[test]
    fn what_is_said_twice_is_measured_once_beside_one_cpu() {
        let words = "--machine i7_4core i7_4core --lock McsLock --cpus 4,2,4 \
                     --critical-section 7 --outside 90 --fixed 2 --lines 3 --acquisitions 50";
        let words: Vec<&str> = words.split_whitespace().collect();
        let plan = plan(&words).expect("it is right");
        let points = plan.points();
        let cpus: Vec<usize> = points.iter().map(|it| it.cpus).collect();
        assert_eq!(cpus, [1, 2, 4]);
        assert_eq!(plan.sizes(&plan.machines[0]), [2, 4]);
        let expected = Point {
            critical_section: 7,
            lines: 3,
            outside: 90,
            spread: Spread::Within(2),
            acquisitions: 50,
            ..Point::new("i7_4core", "McsLock", 4)
        };
        assert_eq!(points[2], expected);
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_near() {
        let file = tempfile::NamedTempFile::new().expect("there is room");
        let path = file.path().to_str().expect("is text").to_owned();
        std::fs::write(&path, "clock = 0\n").expect("there is room");
        for (words, says) in [
            (
                &["--machine", "opteron"][..],
                &["no machine \"opteron\"", "did you mean `opteron48`"][..],
            ),
            (&["--machine", "no.toml"], &["no.toml: cannot be read"]),
            (&["--machine", &path], &[&*path, "missing field"]),
            (&["--machine", ""], &["no machine \"\""]),
            (
                &["--lock", "ticket"],
                &["no lock \"ticket\"; did you mean `TicketLock`", "McsLock"],
            ),
            (
                &["--machine", "opteron48", "--cpus", "1,64"],
                &["opteron48 has 1 to 48 CPUs, not 64\n", "xeon80, epyc2x64"],
            ),
            (
                &["--machine", "i7_4core", "--cpus", "0"],
                &["i7_4core has 1 to 4 CPUs, not 0"],
            ),
        ] {
            let error = plan(words).expect_err("it is wrong");
            for part in says {
                assert!(error.contains(part), "{words:?}: {error}");
            }
        }
    }
}
