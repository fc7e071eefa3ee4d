//! The virtual machine: QEMU's command line.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use duct::Expression;
use latchwork_kernel_lib::protocol::EXIT_PORT;
use serde::{Deserialize, Serialize};

use crate::cli::{Accel, Hardware, Topology, host_cpus};
use crate::ground::child::{self, Exit};
use crate::ground::stop::Stop;
use crate::setup::packages::{QEMU, Tool};

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

/// What brings the kernel into memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loader {
    /// QEMU, as a PVH loader.
    Qemu,
    /// GRUB, as a Multiboot2 loader, from an ISO.
    Grub,
    /// UEFI firmware, for which the image is a program.
    Uefi,
}

impl Loader {
    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Loader::Qemu => "qemu",
            Loader::Grub => "grub",
            Loader::Uefi => "uefi",
        }
    }

    /// What it takes beside QEMU.
    pub(crate) fn tool(self) -> Option<Tool> {
        match self {
            Loader::Qemu => None,
            Loader::Grub => Some(Tool::IsoMaker),
            Loader::Uefi => Some(Tool::Firmware),
        }
    }

    /// That there is what it takes, or what is not there.
    pub(crate) fn is_there(self) -> Result<(), String> {
        match self.tool() {
            Some(tool) if !tool.is_there() => Err(format!("{} is not there", tool.described())),
            _ => Ok(()),
        }
    }
}

/// What a machine starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// The image itself.
    Image,
    /// An ISO of GRUB's.
    Iso(PathBuf),
    /// A program for a firmware.
    Program {
        /// The firmware.
        firmware: PathBuf,
        /// The folder of the files among which it is.
        files: PathBuf,
    },
}

/// Where what the machine says is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port<'a> {
    /// On its serial port.
    Serial,
    /// On its screen: it has no serial port, and nothing by which it could end. Its monitor
    /// is at this socket.
    Screen(&'a Path),
}

/// A machine to boot.
#[derive(Debug)]
pub(crate) struct Machine<'a> {
    /// The kernel.
    pub(crate) image: &'a Path,
    /// What it starts from.
    pub(crate) start: Start,
    /// Where what it says is to be read.
    pub(crate) port: Port<'a>,
    /// What it is made of.
    pub(crate) hardware: &'a Hardware,
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
    /// A machine of `hardware` that runs `image` as usual.
    pub(crate) fn usual(image: &'a Path, hardware: &'a Hardware) -> Self {
        Self {
            image,
            start: Start::Image,
            port: Port::Serial,
            hardware,
            core: None,
            host_cpus: host_cpus().get(),
            accel: Accel::Tcg,
            counting: false,
            gdb: false,
            kernel_args: &[],
        }
    }

    /// What brings the kernel into its memory.
    pub(crate) fn loader(&self) -> Loader {
        match self.start {
            Start::Image => Loader::Qemu,
            Start::Iso(_) => Loader::Grub,
            Start::Program { .. } => Loader::Uefi,
        }
    }

    /// How many virtual CPUs it has.
    pub(crate) fn cpus(&self) -> u32 {
        self.hardware.cpus.count()
    }

    /// More virtual CPUs than cores: a waiter may be next in line and not running, and
    /// a fair lock then waits for the host's scheduler.
    pub(crate) fn oversubscribed(&self) -> bool {
        self.cpus() as usize > self.host_cpus
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
        let Hardware {
            machine,
            cpu,
            cpus,
            memory,
        } = self.hardware;
        let cpu = match self.accel {
            Accel::Tcg => cpu.clone(),
            // The host's list of its vulnerabilities: a guest that is itself a host
            // may not pass it on, and QEMU aborts when it tries.
            Accel::Kvm => format!("{cpu},arch-capabilities=off"),
        };
        let memory = format!("{memory}M");
        let Topology {
            sockets,
            cores,
            threads,
        } = cpus;
        let cpus = cpus.count();
        let cpus = format!("{cpus},sockets={sockets},cores={cores},threads={threads}");
        let exit = format!("isa-debug-exit,iobase={EXIT_PORT:#x},iosize=0x04");
        let mut args: Vec<OsString> = [
            ["-M", machine.name()],
            ["-m", &memory],
            ["-cpu", &cpu],
            ["-smp", &cpus],
            ["-accel", accel],
            ["-display", "none"],
            ["-nic", "none"],
        ]
        .as_flattened()
        .iter()
        .map(OsString::from)
        .collect();
        args.push("-no-reboot".into());
        match self.port {
            Port::Serial => args.extend(["-serial", "stdio", "-device", &exit].map(Into::into)),
            Port::Screen(socket) => {
                // A machine that switches itself off stays, and so does its picture.
                args.push("-no-shutdown".into());
                let mut monitor = OsString::from("unix:");
                monitor.push(socket);
                monitor.push(",server=on,wait=off");
                args.extend(["-serial", "none", "-qmp"].map(Into::into));
                args.push(monitor);
            }
        }
        match &self.start {
            Start::Image => {
                args.extend(["-kernel".into(), self.image.into()]);
                args.extend(["-append".into(), self.kernel_args.join(" ").into()]);
            }
            Start::Iso(iso) => args.extend(["-cdrom".into(), iso.into()]),
            Start::Program { firmware, files } => {
                // The firmware keeps its settings among the files, as long as they are there.
                let mut drive = OsString::from("format=raw,file=fat:rw:");
                drive.push(files);
                args.extend(["-bios".into(), firmware.into(), "-drive".into(), drive]);
            }
        }
        if self.counting {
            args.extend(["-icount".into(), "shift=0,sleep=off".into()]);
        }
        if self.gdb {
            args.extend(["-s".into(), "-S".into()]);
        }
        args
    }
}

/// What QEMU says of machines that it, or this host, cannot make.
const CANNOT: [&str; 6] = [
    "unsupported machine type",
    "unable to find CPU model",
    "Property '",
    "Invalid SMP CPUs",
    "cannot set up guest memory",
    "invalid accelerator",
];

/// Why there is no such machine here, if QEMU ended with `ending` for that reason.
pub(crate) fn cannot<'a>(ending: &Exit, stderr: &'a str) -> Option<&'a str> {
    let says_so = |line: &&str| CANNOT.iter().any(|words| line.contains(words));
    let line = stderr.lines().find(says_so)?;
    let why = line
        .strip_prefix(QEMU)
        .map_or(line, |it| it.trim_start_matches(": "));
    (*ending == Exit::Status(1)).then_some(why)
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
    use crate::cli::MachineType;

    fn machine(hardware: &Hardware, host_cpus: usize, accel: Accel) -> Machine<'_> {
        Machine {
            host_cpus,
            accel,
            ..Machine::usual(Path::new("image"), hardware)
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
        let [two, three] = [2, 3].map(Hardware::usual);
        assert_eq!(machine(&two, 2, Accel::Tcg).threads(), Threads::Multi);
        assert_eq!(machine(&three, 2, Accel::Tcg).threads(), Threads::Single);
        assert_eq!(machine(&three, 2, Accel::Kvm).threads(), Threads::Multi);
        assert!(args(&machine(&three, 2, Accel::Tcg)).contains("-accel tcg,thread=single "));
        assert!(args(&machine(&three, 2, Accel::Kvm)).contains("-accel kvm "));
    }

    #[test]
    fn kernel_arguments_are_one_argument() {
        let kernel_args = ["a=1".to_owned(), "b".to_owned()];
        let hardware = Hardware::usual(1);
        let machine = Machine {
            kernel_args: &kernel_args,
            ..machine(&hardware, 1, Accel::Tcg)
        };
        assert!(machine.args().contains(&"a=1 b".into()));
    }

    #[test]
    fn an_iso_has_the_kernel_and_its_arguments() {
        let hardware = Hardware::usual(1);
        let qemu = machine(&hardware, 1, Accel::Tcg);
        assert!(args(&qemu).contains("-kernel image -append"));
        let grub = Machine {
            start: Start::Iso("x.iso".into()),
            ..qemu
        };
        let args = args(&grub);
        assert!(args.ends_with(" -cdrom x.iso"), "{args}");
    }

    #[test]
    fn a_firmware_finds_its_program_on_a_disk() {
        let hardware = Hardware::usual(1);
        let uefi = Machine {
            start: Start::Program {
                firmware: "x.fd".into(),
                files: "files".into(),
            },
            ..machine(&hardware, 1, Accel::Tcg)
        };
        let args = args(&uefi);
        let end = " -bios x.fd -drive format=raw,file=fat:rw:files";
        assert!(args.ends_with(end) && !args.contains("-kernel"), "{args}");
        assert_eq!(uefi.loader(), Loader::Uefi);
    }

    #[test]
    fn a_machine_of_which_only_the_screen_is_seen_has_no_serial_port_and_no_end() {
        let hardware = Hardware::usual(1);
        let usual = args(&machine(&hardware, 1, Accel::Tcg));
        assert!(
            usual.contains("-serial stdio -device isa-debug-exit,"),
            "{usual}"
        );
        let silent = Machine {
            port: Port::Screen(Path::new("socket")),
            ..machine(&hardware, 1, Accel::Tcg)
        };
        let args = args(&silent);
        let monitor = "-serial none -qmp unix:socket,server=on,wait=off";
        assert!(args.contains(monitor), "{args}");
        assert!(!args.contains("isa-debug-exit"), "{args}");
    }

    #[test]
    fn a_machine_is_made_of_what_was_asked_for() {
        let usual = Hardware::usual(4);
        let usual = args(&machine(&usual, 4, Accel::Tcg));
        assert!(
            usual.starts_with("-M q35 -m 256M -cpu max -smp 4,sockets=1,cores=4,threads=1 "),
            "{usual}"
        );
        let other = Hardware {
            machine: MachineType::Microvm,
            cpu: "EPYC,-nx".to_owned(),
            cpus: "2x3x2".parse().expect("is one"),
            memory: 8,
        };
        let smp = "-smp 12,sockets=2,cores=3,threads=2";
        let tcg = args(&machine(&other, 4, Accel::Tcg));
        let begin = format!("-M microvm -m 8M -cpu EPYC,-nx {smp} -accel tcg");
        assert!(tcg.starts_with(&begin), "{tcg}");
        let kvm = args(&machine(&other, 4, Accel::Kvm));
        let begin = "-M microvm -m 8M -cpu EPYC,-nx,arch-capabilities=off -smp";
        assert!(kvm.starts_with(begin), "{kvm}");
    }

    #[test]
    fn a_machine_that_is_not_to_be_had_is_told_from_one_that_fails() {
        let [failed, passed] = [1, 33].map(Exit::Status);
        let model = "qemu-system-x86_64: unable to find CPU model 'x'";
        let said = format!("qemu-system-x86_64: warning: no pni\n{model}\n");
        let why = Some("unable to find CPU model 'x'");
        assert_eq!(cannot(&failed, &said), why);
        assert_eq!(cannot(&passed, &said), None);
        let image = "qemu-system-x86_64: could not load kernel 'image'\n";
        assert_eq!(cannot(&failed, image), None);
        assert_eq!(cannot(&failed, ""), None);
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
        let hardware = Hardware::usual(2);
        let counting = Machine {
            counting: true,
            ..machine(&hardware, 2, Accel::Tcg)
        };
        let args = args(&counting);
        assert!(args.contains("tcg,thread=single"), "{args}");
        assert!(args.ends_with("-icount shift=0,sleep=off"), "{args}");
    }

    #[test]
    fn only_a_debugger_makes_the_machine_wait() {
        let hardware = Hardware::usual(1);
        let waits = |gdb| {
            let machine = Machine {
                gdb,
                ..machine(&hardware, 1, Accel::Tcg)
            };
            machine.args().contains(&"-S".into())
        };
        assert!(waits(true) && !waits(false));
    }
}
