//! QEMU, GRUB and UEFI firmware, installed with the system's package manager if they are missing.

use std::path::PathBuf;

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

/// The programs that make an ISO of GRUB, by what they are called on some system: the first
/// that is there does, with those of [`HELPERS`].
const ISO_MAKERS: [&str; 2] = ["grub-mkrescue", "grub2-mkrescue"];

/// What such a program runs.
const HELPERS: [&str; 2] = ["xorriso", "mformat"];

/// The program that makes an ISO of GRUB, if all is there that it takes.
pub(crate) fn iso_maker() -> Option<&'static str> {
    let maker = ISO_MAKERS.into_iter().find(|program| found(program))?;
    HELPERS.into_iter().all(found).then_some(maker)
}

/// Where systems have OVMF, UEFI firmware for QEMU: with its settings in the file, or
/// without, which it then keeps elsewhere. The first that is there does.
const FIRMWARES: [&str; 8] = [
    "/usr/share/ovmf/OVMF.fd",
    "/usr/share/OVMF/OVMF.fd",
    "/usr/share/OVMF/OVMF_CODE.fd",
    "/usr/share/edk2/ovmf/OVMF_CODE.fd",
    "/usr/share/edk2/x64/OVMF.4m.fd",
    "/usr/share/qemu/ovmf-x86_64.bin",
    "/opt/homebrew/share/qemu/edk2-x86_64-code.fd",
    "/usr/local/share/qemu/edk2-x86_64-code.fd",
];

/// UEFI firmware for QEMU, if it is there.
pub(crate) fn firmware() -> Option<PathBuf> {
    let mut places = FIRMWARES.into_iter().map(PathBuf::from);
    places.find(|place| place.is_file())
}

/// What a command may need of other people's programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// What boots a kernel.
    Emulator(Emulator),
    /// What makes an ISO of GRUB.
    IsoMaker,
    /// UEFI firmware for QEMU.
    Firmware,
}

impl Tool {
    /// Its program, or programs.
    fn program(self) -> String {
        match self {
            Tool::Emulator(emulator) => emulator.program().to_owned(),
            Tool::IsoMaker => format!("{} (with {})", ISO_MAKERS[0], HELPERS.join(", ")),
            Tool::Firmware => "OVMF.fd".to_owned(),
        }
    }

    /// What to look for where no package manager is known.
    pub(crate) fn described(self) -> String {
        match self {
            Tool::Emulator(emulator) => {
                format!("QEMU 7.2 or newer for {} guests", emulator.guests())
            }
            Tool::IsoMaker => "GRUB for PCs with a BIOS, xorriso and mtools".to_owned(),
            Tool::Firmware => "OVMF (UEFI firmware for QEMU)".to_owned(),
        }
    }

    pub(crate) fn is_there(self) -> bool {
        match self {
            Tool::Firmware => firmware().is_some(),
            Tool::Emulator(emulator) => emulator.is_there(),
            Tool::IsoMaker => iso_maker().is_some(),
        }
    }
}

/// A package manager, and how it installs what is needed.
#[derive(Debug)]
struct Manager {
    program: &'static str,
    /// What comes before: that it learns of the packages there are.
    update: &'static [&'static str],
    install: &'static [&'static str],
    /// The packages of [`Emulator::X86`] and [`Emulator::RiscV`].
    emulators: [&'static str; 2],
    /// The packages of [`Tool::IsoMaker`], if it has them.
    iso_maker: &'static [&'static str],
    /// The package of [`Tool::Firmware`].
    firmware: [&'static str; 1],
    root: bool,
}

/// The package managers that are known here; the first that the machine has is used.
const MANAGERS: [Manager; 6] = [
    Manager {
        program: "apt-get",
        update: &["update"],
        install: &["install", "-y", "--no-install-recommends"],
        // The second is provided by another package in each release.
        emulators: ["qemu-system-x86", "qemu-system-riscv64"],
        iso_maker: &["grub-pc-bin", "grub-common", "xorriso", "mtools"],
        firmware: ["ovmf"],
        root: true,
    },
    Manager {
        program: "dnf",
        update: &[],
        install: &["install", "-y"],
        emulators: ["qemu-system-x86-core", "qemu-system-riscv-core"],
        iso_maker: &["grub2-tools-extra", "grub2-pc-modules", "xorriso", "mtools"],
        firmware: ["edk2-ovmf"],
        root: true,
    },
    Manager {
        program: "pacman",
        update: &[],
        install: &["-Sy", "--needed", "--noconfirm"],
        emulators: ["qemu-system-x86", "qemu-system-riscv"],
        iso_maker: &["grub", "libisoburn", "mtools"],
        firmware: ["edk2-ovmf"],
        root: true,
    },
    Manager {
        program: "zypper",
        update: &[],
        install: &["--non-interactive", "install", "--no-recommends"],
        emulators: ["qemu-x86", "qemu-extra"],
        iso_maker: &["grub2-i386-pc", "xorriso", "mtools"],
        firmware: ["qemu-ovmf-x86_64"],
        root: true,
    },
    Manager {
        program: "apk",
        update: &[],
        install: &["add"],
        emulators: ["qemu-system-x86_64", "qemu-system-riscv64"],
        iso_maker: &["grub", "grub-bios", "xorriso", "mtools"],
        firmware: ["ovmf"],
        root: true,
    },
    Manager {
        program: "brew",
        update: &[],
        install: &["install"],
        emulators: ["qemu", "qemu"],
        iso_maker: &[],
        firmware: ["qemu"],
        root: false,
    },
];

impl Manager {
    /// The packages of `tool`; none if this manager has it not.
    fn packages(&self, tool: Tool) -> &[&'static str] {
        match tool {
            Tool::Emulator(Emulator::X86) => &self.emulators[..1],
            Tool::Emulator(Emulator::RiscV) => &self.emulators[1..],
            Tool::IsoMaker => self.iso_maker,
            Tool::Firmware => &self.firmware,
        }
    }

    /// The commands that install `tool`, through sudo if they need it.
    fn plan(&self, tool: Tool, is_root: bool) -> Vec<Vec<&'static str>> {
        let sudo = (self.root && !is_root).then_some("sudo");
        let install = [self.install, self.packages(tool)].concat();
        let commands = [self.update.to_vec(), install].into_iter();
        let commands = commands.filter(|args| !args.is_empty());
        let begin = || sudo.into_iter().chain([self.program]);
        commands.map(|args| begin().chain(args).collect()).collect()
    }
}

/// Sees to it that `tool` is there.
pub(crate) fn tool(screen: &Screen, consent: Consent, tool: Tool) -> Result<(), Stop> {
    if tool.is_there() {
        return Ok(());
    }
    let program = tool.program();
    let manager = MANAGERS.iter().find(|manager| found(manager.program));
    let Some(manager) = manager.filter(|it| !it.packages(tool).is_empty()) else {
        return Err(Stop::Missing(format!(
            "{program} is not there, and no package manager that is known to have it is.\n\
             Install {} and run this again",
            tool.described()
        )));
    };
    let plan = manager.plan(tool, is_root());
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
    if tool.is_there() {
        Ok(())
    } else {
        Err(Stop::Missing(format!(
            "`{shown}` succeeded, but {program} is still not there"
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
        let qemu = Tool::Emulator(Emulator::X86);
        let plan = |program, is_root| manager(program).plan(qemu, is_root);
        let apt = plan("apt-get", true);
        assert_eq!(apt[0], ["apt-get", "update"]);
        assert_eq!(apt[1].last(), Some(&"qemu-system-x86"));
        let apt = plan("apt-get", false);
        assert_eq!(apt[0], ["sudo", "apt-get", "update"]);
        assert_eq!(apt[1][..3], ["sudo", "apt-get", "install"]);
        assert_eq!(plan("brew", false), [["brew", "install", "qemu"]]);
    }

    #[test]
    fn what_makes_an_iso_is_in_several_packages_or_not_to_be_had() {
        let apt = manager("apt-get").plan(Tool::IsoMaker, true);
        let packages = ["grub-pc-bin", "grub-common", "xorriso", "mtools"];
        assert!(apt[1].ends_with(&packages), "{apt:?}");
        assert!(manager("brew").packages(Tool::IsoMaker).is_empty());
    }

    #[test]
    fn the_firmware_is_in_a_package() {
        let apt = manager("apt-get").plan(Tool::Firmware, true);
        assert_eq!(apt[1].last(), Some(&"ovmf"));
        for manager in &MANAGERS {
            assert_eq!(manager.packages(Tool::Firmware).len(), 1);
        }
    }

    #[test]
    fn each_emulator_is_in_a_package() {
        let plan = |emulator| manager("dnf").plan(Tool::Emulator(emulator), true);
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
