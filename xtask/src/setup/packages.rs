//! QEMU, installed with the system's package manager if it is missing.

use duct::cmd;

use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::setup::consent::Consent;

/// The program that boots the image.
pub(crate) const QEMU: &str = "qemu-system-x86_64";

/// A package manager, and its commands that install QEMU.
#[derive(Debug)]
struct Manager {
    program: &'static str,
    commands: &'static [&'static [&'static str]],
    root: bool,
}

/// The package managers that are known here; the first that the machine has is used.
const MANAGERS: [Manager; 6] = [
    Manager {
        program: "apt-get",
        commands: &[
            &["apt-get", "update"],
            &[
                "apt-get",
                "install",
                "-y",
                "--no-install-recommends",
                "qemu-system-x86",
            ],
        ],
        root: true,
    },
    Manager {
        program: "dnf",
        commands: &[&["dnf", "install", "-y", "qemu-system-x86-core"]],
        root: true,
    },
    Manager {
        program: "pacman",
        commands: &[&[
            "pacman",
            "-Sy",
            "--needed",
            "--noconfirm",
            "qemu-system-x86",
        ]],
        root: true,
    },
    Manager {
        program: "zypper",
        commands: &[&[
            "zypper",
            "--non-interactive",
            "install",
            "--no-recommends",
            "qemu-x86",
        ]],
        root: true,
    },
    Manager {
        program: "apk",
        commands: &[&["apk", "add", "qemu-system-x86_64"]],
        root: true,
    },
    Manager {
        program: "brew",
        commands: &[&["brew", "install", "qemu"]],
        root: false,
    },
];

impl Manager {
    /// The commands, through sudo if they need it.
    fn plan(&self, is_root: bool) -> Vec<Vec<&'static str>> {
        let sudo = (self.root && !is_root).then_some("sudo");
        self.commands
            .iter()
            .map(|args| sudo.into_iter().chain(args.iter().copied()).collect())
            .collect()
    }
}

/// Sees to it that QEMU is there.
pub(crate) fn qemu(screen: &Screen, consent: Consent) -> Result<(), Stop> {
    if found(QEMU) {
        return Ok(());
    }
    let Some(manager) = MANAGERS.iter().find(|manager| found(manager.program)) else {
        return Err(Stop::Missing(format!(
            "{QEMU} is not on PATH, and no package manager that is known here is.\n\
             Install QEMU 7.2 or newer for x86-64 guests and run this again"
        )));
    };
    let plan = manager.plan(is_root());
    let shown = plan
        .iter()
        .map(|command| command.join(" "))
        .collect::<Vec<_>>()
        .join(" && ");
    let agreed = consent
        .to(&format!("{QEMU} is missing. Install it with `{shown}`?"))
        .map_err(|error| Stop::io("cannot ask on the terminal", &error))?;
    if !agreed {
        return Err(Stop::Missing(format!(
            "{QEMU} is missing. Install it with\n  {shown}\nor give --yes to have that done"
        )));
    }
    if plan.iter().any(|command| command[0] == "sudo") && !found("sudo") {
        return Err(Stop::Missing(format!(
            "{QEMU} is missing and sudo is not installed. As root, run\n  {}",
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
        screen.say(&format!("{QEMU} is missing: running `{shown}`"));
        let command = cmd(command[0], &command[1..]).env("DEBIAN_FRONTEND", "noninteractive");
        task::run(screen, &shown, &command).map_err(|stop| Stop::Missing(stop.message().into()))?;
    }
    if found(QEMU) {
        Ok(())
    } else {
        Err(Stop::Missing(format!(
            "`{shown}` succeeded, but {QEMU} is still not on PATH"
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
        let apt = manager("apt-get");
        assert_eq!(apt.plan(true)[0], ["apt-get", "update"]);
        assert_eq!(apt.plan(false)[0], ["sudo", "apt-get", "update"]);
        assert_eq!(apt.plan(false)[1][..3], ["sudo", "apt-get", "install"]);
        assert_eq!(manager("brew").plan(false), [["brew", "install", "qemu"]]);
    }

    #[test]
    fn every_command_is_of_its_manager() {
        for manager in &MANAGERS {
            assert!(
                manager
                    .commands
                    .iter()
                    .all(|command| command[0] == manager.program)
            );
        }
    }
}
