//! What a virtual machine is made of.

use std::fmt;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use latchwork_kernel_lib::MAX_CPUS;

/// MiB of RAM that a machine usually has.
const MEMORY: u32 = 256;

/// The most MiB that can be asked for: 16 TiB.
const MOST_MEMORY: u32 = 16 << 20;

/// What a virtual machine is made of.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub(crate) struct Hardware {
    /// The machine, as QEMU calls it
    #[arg(long, value_enum, default_value_t = MachineType::Q35)]
    pub(crate) machine: MachineType,
    /// The model of its CPUs, as QEMU calls it, with features on and off: `EPYC,-nx`
    #[arg(long, value_name = "MODEL", default_value = "max", value_parser = model)]
    pub(crate) cpu: String,
    /// Virtual CPUs: so many, or SOCKETSxCORESxTHREADS
    #[arg(long, value_name = "N", default_value_t = Topology::flat(4))]
    pub(crate) cpus: Topology,
    /// RAM, in MiB, or in GiB with a G behind the number
    #[arg(long, value_name = "SIZE", default_value_t = MEMORY, value_parser = memory)]
    pub(crate) memory: u32,
}

impl Hardware {
    /// What a machine of so many CPUs usually is: it has all that the kernel may ask for.
    pub(crate) fn usual(cpus: u32) -> Self {
        Self {
            machine: MachineType::Q35,
            cpu: "max".to_owned(),
            cpus: Topology::flat(cpus),
            memory: MEMORY,
        }
    }
}

impl fmt::Display for Hardware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cpu, cpus, memory, ..
        } = self;
        let machine = self.machine.name();
        write!(f, "{machine}, {cpus} of {cpu}, {memory} MiB")
    }
}

/// A machine, as QEMU calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MachineType {
    /// A PC with PCI Express
    Q35,
    /// A PC as it was around 1996
    Pc,
    /// No PCI, and hardly a legacy device
    Microvm,
}

impl MachineType {
    /// Its name on QEMU's command line, and on ours.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Q35 => "q35",
            Self::Pc => "pc",
            Self::Microvm => "microvm",
        }
    }
}

/// How the CPUs of a machine are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Topology {
    /// Sockets of the machine.
    pub(crate) sockets: u32,
    /// Cores of a socket.
    pub(crate) cores: u32,
    /// Threads of a core.
    pub(crate) threads: u32,
}

impl Topology {
    /// So many cores of one thread, in one socket.
    pub(crate) const fn flat(cpus: u32) -> Self {
        Self {
            sockets: 1,
            cores: cpus,
            threads: 1,
        }
    }

    /// How many CPUs there are.
    pub(crate) const fn count(self) -> u32 {
        self.sockets * self.cores * self.threads
    }
}

impl fmt::Display for Topology {
    /// As it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::flat(self.count()) {
            write!(f, "{}", self.cores)
        } else {
            write!(f, "{}x{}x{}", self.sockets, self.cores, self.threads)
        }
    }
}

impl FromStr for Topology {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Option<Vec<u32>> = text.split('x').map(number).collect();
        let (sockets, cores, threads) = match numbers.as_deref() {
            Some(&[cpus]) => (1, cpus, 1),
            Some(&[sockets, cores, threads]) => (sockets, cores, threads),
            _ => return Err("it must be like 8, or like 2x2x2".to_owned()),
        };
        let count = [sockets, cores, threads]
            .into_iter()
            .try_fold(1, u32::checked_mul);
        if count.is_some_and(|count| (1..=MAX_CPUS as u32).contains(&count)) {
            Ok(Self {
                sockets,
                cores,
                threads,
            })
        } else {
            Err(format!("there must be 1 to {MAX_CPUS} CPUs"))
        }
    }
}

/// Reads a CPU model, with features on and off.
fn model(text: &str) -> Result<String, String> {
    let letters = |text: &str| {
        let known = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
        !text.is_empty() && text.chars().all(known)
    };
    let feature = |text: &str| match text.split_once('=') {
        Some((name, value)) => letters(name) && letters(value),
        None => text.strip_prefix(['+', '-']).is_some_and(letters),
    };
    let mut words = text.split(',');
    if words.next().is_some_and(letters) && words.all(feature) {
        Ok(text.to_owned())
    } else {
        Err(
            "it must be a model, with features behind it: EPYC, or max,-nx, or max,la57=off"
                .to_owned(),
        )
    }
}

/// Reads a number in plain digits.
fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// Reads a size of memory, in MiB.
fn memory(text: &str) -> Result<u32, String> {
    let (digits, factor) = match text.strip_suffix(['M', 'G']) {
        Some(digits) if text.ends_with('G') => (digits, 1024),
        Some(digits) => (digits, 1),
        None => (text, 1),
    };
    number(digits)
        .and_then(|it| it.checked_mul(factor))
        .filter(|it| (1..=MOST_MEMORY).contains(it))
        .ok_or_else(|| "it must be like 512, 512M or 4G, and at most 16384G".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topology_is_a_number_or_three() {
        let read = |text: &str| text.parse::<Topology>();
        assert_eq!(read("8"), Ok(Topology::flat(8)));
        let three = read("2x4x2").expect("is one");
        assert_eq!((three.sockets, three.cores, three.threads), (2, 4, 2));
        assert_eq!(three.count(), 16);
        for text in ["8", "2x4x2", "2x1x1"] {
            assert_eq!(read(text).expect("is one").to_string(), text);
        }
        for wrong in [
            "",
            "x",
            "2x2",
            "1x2x3x4",
            "0",
            "2x0x1",
            &(MAX_CPUS + 1).to_string(),
            "-1",
            "+1",
            "4294967296",
            "65536x65536x1",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_size_of_memory_may_have_a_unit() {
        assert_eq!(memory("8"), Ok(8));
        assert_eq!(memory("512M"), Ok(512));
        assert_eq!(memory("4G"), Ok(4096));
        for wrong in [
            "",
            "0",
            "G",
            "4T",
            "-1",
            "+1",
            "1.5G",
            "16385G",
            "4294967295G",
        ] {
            assert!(memory(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_model_may_have_features() {
        for good in ["max", "Skylake-Server-v4", "max,-nx,+smap", "max,la57=off"] {
            assert_eq!(model(good), Ok(good.to_owned()));
        }
        for wrong in [
            "",
            "max nx",
            ",-nx",
            "max,",
            "max,nx",
            "max,=on",
            "max,la57=",
        ] {
            assert!(model(wrong).is_err(), "{wrong}");
        }
    }
}
