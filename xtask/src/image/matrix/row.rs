//! A configuration.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::cli::{Accel, Hardware, MachineType, Profile, Topology};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::image::boot::Plan;
use crate::image::matrix::entry::{Entry, Result as Ended};
use crate::image::matrix::must::Must;
use crate::image::qemu::{self, Loader};

/// A configuration, and how it must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The machine.
    pub(super) machine: MachineType,
    /// The model of its CPUs.
    pub(super) cpu: &'static str,
    /// Its CPUs.
    pub(super) cpus: Topology,
    /// MiB of RAM.
    pub(super) memory: u32,
    /// What brings the kernel into memory.
    pub(super) loader: Loader,
    /// How the host runs it.
    pub(super) host: Host,
    /// The kernel's command line.
    pub(super) words: &'static str,
    /// How it must end.
    pub(super) must: Must,
    /// Whether it is among the few that are run often.
    pub(super) quick: bool,
}

/// How the host runs a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// On as many cores as it has.
    Free,
    /// On one core, which all virtual CPUs share.
    OneCore,
    /// With a clock that counts instructions.
    Counting,
    /// On its own processor.
    Kvm,
}

impl Host {
    /// What it is called in the table.
    fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::OneCore => "one core",
            Self::Counting => "counting",
            Self::Kvm => "kvm",
        }
    }
}

impl Row {
    /// Boots `image` so; it hangs after `limit`.
    pub(super) fn boot(
        &self,
        screen: &Screen,
        image: &Path,
        limit: Duration,
    ) -> Result<Entry, Stop> {
        let begin = Instant::now();
        let (result, why) = match self.plan(limit) {
            Err(why) => (Ended::Skipped, why),
            Ok(plan) => {
                let boot = plan.run(screen, image, false)?;
                match (boot.no_machine(), self.must.judge(&boot)) {
                    (Some(why), _) => (Ended::Skipped, why.to_owned()),
                    (None, Ok(())) => (Ended::Pass, String::new()),
                    (None, Err(why)) => (Ended::Fail, why),
                }
            }
        };
        Ok(Entry {
            result,
            why,
            seconds: begin.elapsed().as_secs_f64(),
            ..self.entry()
        })
    }

    /// What to boot; or why this host cannot.
    fn plan(&self, limit: Duration) -> Result<Plan, String> {
        let mut plan = Plan {
            hardware: Hardware {
                machine: self.machine,
                cpu: self.cpu.to_owned(),
                cpus: self.cpus,
                memory: self.memory,
            },
            loader: self.loader,
            limit: Some(limit),
            kernel_args: self.words.split(' ').map(str::to_owned).collect(),
            ..Plan::new(1, Profile::Release)
        };
        self.loader.is_there()?;
        match self.host {
            Host::Free => {}
            Host::OneCore => plan.core = Some(qemu::one_core()?),
            Host::Counting => plan.counting = true,
            Host::Kvm => {
                qemu::kvm().map_err(|stop| stop.message().to_owned())?;
                plan.accel = Accel::Kvm;
            }
        }
        Ok(plan)
    }

    /// Its entry, but for how it ended.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            machine: self.machine.name().to_owned(),
            cpu: self.cpu.to_owned(),
            topology: self.cpus.to_string(),
            memory: self.memory,
            loader: self.loader.name().to_owned(),
            host: self.host.name().to_owned(),
            kernel_args: self.words.to_owned(),
            expected: self.must.to_string(),
            result: Ended::Skipped,
            why: String::new(),
            seconds: 0.0,
        }
    }
}
