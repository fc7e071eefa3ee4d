//! The virtual machine: QEMU's command line.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::path::Path;

use duct::Expression;
use latchwork_kernel_lib::protocol::{CpuFeature, EXIT_PORT};
use serde::{Deserialize, Serialize};

use crate::cli::{Accel, host_cpus};
use crate::ground::child;
use crate::ground::stop::Stop;
use crate::setup::packages::QEMU;

/// How virtual CPUs are laid onto host threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Threads {
    /// All take turns on one.
    Single,
    /// Each has its own.
    Multi,
}

/// Runs a program on some of the host's cores only.
const TASKSET: &str = "taskset";

/// MiB of RAM that a machine usually has.
pub(crate) const MEMORY: u32 = 256;

/// A machine to boot.
#[derive(Debug)]
pub(crate) struct Machine<'a> {
    /// The kernel.
    pub(crate) image: &'a Path,
    /// Virtual CPUs.
    pub(crate) cpus: u32,
    /// What they have not, though QEMU could give it to them.
    pub(crate) without: Option<CpuFeature>,
    /// MiB of RAM.
    pub(crate) memory: u32,
    /// The one core of the host that they all run on, as `taskset` calls it; any core if
    /// it is none.
    pub(crate) core: Option<&'a str>,
    /// Cores of the host.
    pub(crate) host_cpus: usize,
    /// What executes the guest's instructions.
    pub(crate) accel: Accel,
    /// Whether its clock counts the instructions of its CPUs, one tick each: then every run
    /// is like the other.
    pub(crate) counting: bool,
    /// Whether it waits for a debugger.
    pub(crate) gdb: bool,
    /// The kernel's command line.
    pub(crate) kernel_args: &'a [String],
}

impl<'a> Machine<'a> {
    /// A machine of `cpus` CPUs that has all that the kernel may ask for.
    pub(crate) fn usual(image: &'a Path, cpus: u32) -> Self {
        Self {
            image,
            cpus,
            without: None,
            memory: MEMORY,
            core: None,
            host_cpus: host_cpus().get(),
            accel: Accel::Tcg,
            counting: false,
            gdb: false,
            kernel_args: &[],
        }
    }

    /// More virtual CPUs than cores: a waiter may be next in line and not running, and
    /// a fair lock then waits for the host's scheduler.
    pub(crate) fn oversubscribed(&self) -> bool {
        self.cpus as usize > self.host_cpus
    }

    /// On one thread where the translator would be oversubscribed, or counts instructions.
    pub(crate) fn threads(&self) -> Threads {
        if self.counting || self.accel == Accel::Tcg && self.oversubscribed() {
            Threads::Single
        } else {
            Threads::Multi
        }
    }

    /// QEMU with everything it needs; it ends when we do.
    pub(crate) fn command(&self) -> Expression {
        let Some(core) = self.core else {
            return child::tied(QEMU, self.args());
        };
        let mut args = ["--cpu-list", core, QEMU].map(OsString::from).to_vec();
        args.extend(self.args());
        child::tied(TASKSET, args)
    }

    /// How to attach the debugger.
    pub(crate) fn debugger(&self) -> String {
        format!("gdb {} -ex 'target remote :1234'", self.image.display())
    }

    fn args(&self) -> Vec<OsString> {
        let accel = match (self.accel, self.threads()) {
            (Accel::Tcg, Threads::Single) => "tcg,thread=single",
            (Accel::Tcg, Threads::Multi) => "tcg,thread=multi",
            (Accel::Kvm, _) => "kvm",
        };
        let mut cpu = match self.accel {
            Accel::Tcg => "max".to_owned(),
            // The host's list of its vulnerabilities: a guest that is itself a host
            // may not pass it on, and QEMU aborts when it tries.
            Accel::Kvm => "max,arch-capabilities=off".to_owned(),
        };
        if let Some(feature) = self.without {
            cpu += &format!(",-{}", feature.name());
        }
        let cpus = self.cpus.to_string();
        let memory = format!("{}M", self.memory);
        let exit = format!("isa-debug-exit,iobase={EXIT_PORT:#x},iosize=0x04");
        let mut args: Vec<OsString> = [
            ["-M", "q35"],
            ["-m", &memory],
            ["-cpu", &cpu],
            ["-smp", &cpus],
            ["-accel", accel],
            ["-display", "none"],
            ["-serial", "stdio"],
            ["-nic", "none"],
            ["-device", &exit],
        ]
        .as_flattened()
        .iter()
        .map(OsString::from)
        .collect();
        args.push("-no-reboot".into());
        args.extend(["-kernel".into(), self.image.into()]);
        args.extend(["-append".into(), self.kernel_args.join(" ").into()]);
        if self.counting {
            args.extend(["-icount".into(), "shift=0,sleep=off".into()]);
        }
        if self.gdb {
            args.extend(["-s".into(), "-S".into()]);
        }
        args
    }
}

/// A core that this process may run on, for machines that are to have no other; or why
/// none can be tied to one.
pub(crate) fn one_core() -> Result<String, String> {
    which::which(TASKSET).map_err(|_| format!("{TASKSET} is not on PATH"))?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    first_core(&status).ok_or_else(|| "the system does not say which cores there are".to_owned())
}

/// The first core that `/proc/self/status` allows.
fn first_core(status: &str) -> Option<String> {
    let mut lines = status.lines();
    let list = lines.find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    let first = list.trim().split(['-', ',']).next()?;
    Some(first.to_owned()).filter(|first| !first.is_empty())
}

/// Whether the host can run guests on its processor.
pub(crate) fn kvm() -> Result<(), Stop> {
    let device = "/dev/kvm";
    OpenOptions::new()
        .read(true)
        .write(true)
        .open(device)
        .map(drop)
        .map_err(|error| {
            Stop::Missing(format!(
                "{device} cannot be used: {error}.\n\
             Turn virtualization on in the firmware and join the group that owns the device, \
             or use --accel tcg"
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(cpus: u32, host_cpus: usize, accel: Accel) -> Machine<'static> {
        Machine {
            host_cpus,
            accel,
            ..Machine::usual(Path::new("image"), cpus)
        }
    }

    fn args(machine: &Machine) -> String {
        let args: Vec<String> = machine
            .args()
            .iter()
            .map(|arg| arg.to_string_lossy().into_owned())
            .collect();
        args.join(" ")
    }

    #[test]
    fn only_an_oversubscribed_translator_takes_turns() {
        assert_eq!(machine(2, 2, Accel::Tcg).threads(), Threads::Multi);
        assert_eq!(machine(3, 2, Accel::Tcg).threads(), Threads::Single);
        assert_eq!(machine(3, 2, Accel::Kvm).threads(), Threads::Multi);
        assert!(args(&machine(4, 2, Accel::Tcg)).contains("-smp 4 -accel tcg,thread=single "));
        assert!(args(&machine(4, 2, Accel::Kvm)).contains("-accel kvm "));
    }

    #[test]
    fn kernel_arguments_are_one_argument() {
        let kernel_args = ["a=1".to_owned(), "b".to_owned()];
        let machine = Machine {
            kernel_args: &kernel_args,
            ..machine(1, 1, Accel::Tcg)
        };
        assert!(machine.args().contains(&"a=1 b".into()));
    }

    #[test]
    fn a_machine_may_lack_something() {
        let usual = machine(1, 1, Accel::Tcg);
        assert!(args(&usual).contains("-m 256M -cpu max -smp"));
        let poor = Machine {
            without: Some(CpuFeature::NoExecute),
            memory: 8,
            ..usual
        };
        assert!(args(&poor).contains("-m 8M -cpu max,-nx -smp"));
    }

    #[test]
    fn a_machine_may_have_one_core_only() {
        let status = "Name:\tx\nCpus_allowed:\tc\nCpus_allowed_list:\t2-3\n";
        assert_eq!(first_core(status).as_deref(), Some("2"));
        assert_eq!(first_core("Cpus_allowed_list:\t7\n").as_deref(), Some("7"));
        assert_eq!(first_core("Name:\tx\n"), None);
    }

    #[test]
    fn a_machine_that_counts_takes_turns() {
        let counting = Machine {
            counting: true,
            ..machine(2, 2, Accel::Tcg)
        };
        let args = args(&counting);
        assert!(args.contains("tcg,thread=single"), "{args}");
        assert!(args.ends_with("-icount shift=0,sleep=off"), "{args}");
    }

    #[test]
    fn only_a_debugger_makes_the_machine_wait() {
        let waits = |gdb| {
            let machine = Machine {
                gdb,
                ..machine(1, 1, Accel::Tcg)
            };
            machine.args().contains(&"-S".into())
        };
        assert!(waits(true) && !waits(false));
    }
}
