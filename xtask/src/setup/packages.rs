//! QEMU, installed with the system's package manager if it is missing.

use duct::cmd;

use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::setup::consent::Consent;

/// The program that boots the image.
pub(crate) const QEMU: &str = Emulator::X86.program();

/// A program of QEMU's, by the guests that it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emulator {
    X86,
    RiscV,
}

impl Emulator {
    /// The one that runs what is built for `triple`, if it is known here.
    pub(crate) fn of(triple: &str) -> Option<Self> {
        if triple.starts_with("x86_64") {
            Some(Emulator::X86)
        } else if triple.starts_with("riscv64") {
            Some(Emulator::RiscV)
        } else {
            None
        }
    }

    /// What it is called.
    pub(crate) const fn program(self) -> &'static str {
        match self {
            Emulator::X86 => "qemu-system-x86_64",
            Emulator::RiscV => "qemu-system-riscv64",
        }
    }

    /// Its guests.
    fn guests(self) -> &'static str {
        match self {
            Emulator::X86 => "x86-64",
            Emulator::RiscV => "64-bit RISC-V",
        }
    }

    /// Whether it is on `PATH`.
    pub(crate) fn is_there(self) -> bool {
        found(self.program())
    }
}

/// A package manager, and how it installs QEMU.
#[derive(Debug)]
struct Manager {
    program: &'static str,
    /// What comes before: that it learns of the packages there are.
    update: &'static [&'static str],
    install: &'static [&'static str],
    /// The packages of [`Emulator::X86`] and [`Emulator::RiscV`].
    packages: [&'static str; 2],
    root: bool,
}

/// The package managers that are known here; the first that the machine has is used.
const MANAGERS: [Manager; 6] = [
    Manager {
        program: "apt-get",
        update: &["update"],
        install: &["install", "-y", "--no-install-recommends"],
        // The second is provided by another package in each release.
        packages: ["qemu-system-x86", "qemu-system-riscv64"],
        root: true,
    },
    Manager {
        program: "dnf",
        update: &[],
        install: &["install", "-y"],
        packages: ["qemu-system-x86-core", "qemu-system-riscv-core"],
        root: true,
    },
    Manager {
        program: "pacman",
        update: &[],
        install: &["-Sy", "--needed", "--noconfirm"],
        packages: ["qemu-system-x86", "qemu-system-riscv"],
        root: true,
    },
    Manager {
        program: "zypper",
        update: &[],
        install: &["--non-interactive", "install", "--no-recommends"],
        packages: ["qemu-x86", "qemu-extra"],
        root: true,
    },
    Manager {
        program: "apk",
        update: &[],
        install: &["add"],
        packages: ["qemu-system-x86_64", "qemu-system-riscv64"],
        root: true,
    },
    Manager {
        program: "brew",
        update: &[],
        install: &["install"],
        packages: ["qemu", "qemu"],
        root: false,
    },
];

impl Manager {
    /// The commands that install `emulator`, through sudo if they need it.
    fn plan(&self, emulator: Emulator, is_root: bool) -> Vec<Vec<&'static str>> {
        let sudo = (self.root && !is_root).then_some("sudo");
        let package = match emulator {
            Emulator::X86 => self.packages[0],
            Emulator::RiscV => self.packages[1],
        };
        let install = [self.install, &[package]].concat();
        let commands = [self.update.to_vec(), install].into_iter();
        let commands = commands.filter(|args| !args.is_empty());
        let begin = || sudo.into_iter().chain([self.program]);
        commands.map(|args| begin().chain(args).collect()).collect()
    }
}

/// Sees to it that `emulator` is there.
pub(crate) fn emulator(screen: &Screen, consent: Consent, emulator: Emulator) -> Result<(), Stop> {
    if emulator.is_there() {
        return Ok(());
    }
    let program = emulator.program();
    let Some(manager) = MANAGERS.iter().find(|manager| found(manager.program)) else {
        return Err(Stop::Missing(format!(
            "{program} is not on PATH, and no package manager that is known here is.\n\
             Install QEMU 7.2 or newer for {} guests and run this again",
            emulator.guests()
        )));
    };
    let plan = manager.plan(emulator, is_root());
    let shown = plan
        .iter()
        .map(|command| command.join(" "))
        .collect::<Vec<_>>()
        .join(" && ");
    let agreed = consent
        .to(&format!("{program} is missing. Install it with `{shown}`?"))
        .map_err(|error| Stop::io("cannot ask on the terminal", &error))?;
    if !agreed {
        return Err(Stop::Missing(format!(
            "{program} is missing. Install it with\n  {shown}\nor give --yes to have that done"
        )));
    }
    if plan.iter().any(|command| command[0] == "sudo") && !found("sudo") {
        return Err(Stop::Missing(format!(
            "{program} is missing and sudo is not installed. As root, run\n  {}",
            shown.replace("sudo ", "")
        )));
    }
    if plan.iter().any(|command| command[0] == "sudo") && consent == Consent::Ask {
        // It asks for the password now, while nothing else writes on the terminal; if
        // that fails, so do the commands below, and say why.
        let _ = cmd!("sudo", "--validate").unchecked().run();
    }
    for command in &plan {
        let shown = command.join(" ");
        screen.say(&format!("{program} is missing: running `{shown}`"));
        let command = cmd(command[0], &command[1..]).env("DEBIAN_FRONTEND", "noninteractive");
        task::run(screen, &shown, &command).map_err(|stop| Stop::Missing(stop.message().into()))?;
    }
    if emulator.is_there() {
        Ok(())
    } else {
        Err(Stop::Missing(format!(
            "`{shown}` succeeded, but {program} is still not on PATH"
        )))
    }
}

fn found(program: &str) -> bool {
    which::which(program).is_ok()
}

fn is_root() -> bool {
    cmd!("id", "-u")
        .stderr_null()
        .read()
        .is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manager(program: &str) -> &'static Manager {
        MANAGERS
            .iter()
            .find(|manager| manager.program == program)
            .expect("is known")
    }

    #[test]
    fn only_root_installs_without_sudo() {
        let plan = |program, is_root| manager(program).plan(Emulator::X86, is_root);
        let apt = plan("apt-get", true);
        assert_eq!(apt[0], ["apt-get", "update"]);
        assert_eq!(apt[1].last(), Some(&"qemu-system-x86"));
        let apt = plan("apt-get", false);
        assert_eq!(apt[0], ["sudo", "apt-get", "update"]);
        assert_eq!(apt[1][..3], ["sudo", "apt-get", "install"]);
        assert_eq!(plan("brew", false), [["brew", "install", "qemu"]]);
    }

    #[test]
    fn each_emulator_is_in_a_package() {
        let plan = |emulator| manager("dnf").plan(emulator, true);
        let [x86, riscv] = [Emulator::X86, Emulator::RiscV].map(plan);
        assert_eq!(x86, [["dnf", "install", "-y", "qemu-system-x86-core"]]);
        assert_eq!(riscv, [["dnf", "install", "-y", "qemu-system-riscv-core"]]);
        assert_eq!(
            Emulator::of("riscv64gc-unknown-none-elf"),
            Some(Emulator::RiscV)
        );
        assert_eq!(Emulator::of("thumbv7m-none-eabi"), None);
    }
}
