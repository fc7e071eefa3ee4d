//! The configurations.

use latchwork_kernel_lib::protocol::Outcome;

use crate::cli::{MachineType, Topology};
use crate::image::matrix::must::Must;
use crate::image::matrix::row::{Host, Row};
use crate::image::qemu::Loader;

use MachineType::{Microvm, Pc, Q35};

/// What nothing else is said of. Four CPUs take turns on a host of fewer cores, where
/// self-tests that interrupt them are quick.
const USUAL: Row = Row {
    machine: Q35,
    cpu: "max",
    cpus: Topology::flat(4),
    memory: 256,
    loader: Loader::Qemu,
    host: Host::Free,
    words: "acquisitions=10 curve=off",
    must: Must::Pass,
    quick: false,
};

impl Row {
    const fn quick(self) -> Self {
        Self {
            quick: true,
            ..self
        }
    }

    const fn by_grub(self) -> Self {
        Self {
            loader: Loader::Grub,
            ..self
        }
    }

    const fn by_uefi(self) -> Self {
        Self {
            loader: Loader::Uefi,
            ..self
        }
    }

    /// It lacks what the kernel needs, and the kernel says so in these words.
    const fn unfit(self, words: &'static str) -> Self {
        let must = Must::Refuse(Outcome::Unfit, words);
        Self { must, ..self }
    }

    /// The kernel does not know a word of its command line.
    const fn misunderstood(self) -> Self {
        let must = Must::Refuse(Outcome::BadCommandLine, "unknown word");
        Self { must, ..self }
    }
}

const fn cpus(machine: MachineType, cpus: u32) -> Row {
    Row {
        machine,
        cpus: Topology::flat(cpus),
        ..USUAL
    }
}

/// Sockets, cores and threads, of a model whose CPUs know of threads.
const fn topology(sockets: u32, cores: u32, threads: u32) -> Row {
    Row {
        cpu: "EPYC",
        cpus: Topology {
            sockets,
            cores,
            threads,
        },
        ..USUAL
    }
}

const fn memory(machine: MachineType, memory: u32) -> Row {
    Row {
        machine,
        memory,
        ..USUAL
    }
}

/// Many CPUs for its memory.
const fn crowded(cpus: u32, memory: u32) -> Row {
    Row {
        cpus: Topology::flat(cpus),
        memory,
        ..USUAL
    }
}

const fn model(cpu: &'static str) -> Row {
    Row { cpu, ..USUAL }
}

const fn host(host: Host, cpus: u32) -> Row {
    Row {
        host,
        cpus: Topology::flat(cpus),
        ..USUAL
    }
}

const fn words(words: &'static str) -> Row {
    Row { words, ..USUAL }
}

/// A machine without the devices of a PC.
const fn microvm(cpus: u32) -> Row {
    Row {
        machine: Microvm,
        cpus: Topology::flat(cpus),
        ..USUAL
    }
}

const ROWS: [Row; 92] = [
    // Machines and CPUs.
    cpus(Q35, 1).quick(),
    cpus(Q35, 2),
    cpus(Q35, 3),
    cpus(Q35, 8),
    cpus(Q35, 16).quick(),
    cpus(Q35, 33),
    cpus(Q35, 64),
    cpus(Pc, 1),
    cpus(Pc, 2).quick(),
    cpus(Pc, 5),
    cpus(Pc, 16),
    cpus(Pc, 64),
    microvm(1).quick(),
    microvm(4),
    // Topologies.
    topology(2, 1, 1),
    topology(1, 1, 2),
    topology(2, 2, 1),
    topology(1, 3, 2),
    topology(2, 2, 2).quick(),
    topology(4, 2, 2),
    topology(5, 3, 1),
    // Memory.
    memory(Q35, 2).unfit("this machine's ends at 1 MiB"),
    memory(Pc, 2).unfit("this machine's ends at 1 MiB"),
    memory(Q35, 8),
    memory(Pc, 8).quick(),
    crowded(64, 8)
        .unfit("more RAM for its CPUs: no free RAM there")
        .quick(),
    crowded(64, 64),
    memory(Q35, 16).quick(),
    memory(Pc, 16),
    memory(Q35, 64),
    memory(Q35, 1024),
    memory(Pc, 3072),
    memory(Q35, 4096),
    memory(Pc, 5120),
    memory(Q35, 8192).quick(),
    memory(Q35, 16384),
    // Models.
    model("qemu64").quick(),
    model("kvm64"),
    model("Opteron_G1"),
    model("phenom"),
    model("core2duo"),
    model("Conroe"),
    model("Nehalem"),
    model("Westmere"),
    model("Haswell"),
    model("Skylake-Server"),
    model("Icelake-Server"),
    model("Denverton"),
    model("Snowridge"),
    model("EPYC"),
    model("EPYC-Milan"),
    // Features that the kernel does without.
    model("max,-smep,-smap,-umip").quick(),
    model("max,-fsgsbase,-xsave"),
    model("max,-pge,-pcid"),
    model("max,-pse,-pdpe1gb"),
    model("max,-mce,-mca"),
    model("max,-mtrr,-pat"),
    model("max,-rdtscp,-syscall,-fxsr"),
    model("max,-hypervisor,-x2apic"),
    model("max,la57=off"),
    // Features that it needs.
    model("max,-nx").unfit("this one lacks nx").quick(),
    model("max,-apic,-sse2").unfit("this one lacks apic sse2"),
    model("qemu32").unfit("this one lacks nx lm"),
    model("coreduo").unfit("this one lacks lm"),
    model("pentium3").unfit("this one lacks sse2 nx lm"),
    // Other loaders.
    cpus(Q35, 4).by_grub().quick(),
    cpus(Q35, 16).by_grub(),
    cpus(Pc, 1).by_grub(),
    topology(2, 2, 2).by_grub(),
    memory(Pc, 64).by_grub(),
    memory(Q35, 8192).by_grub(),
    model("qemu64").by_grub(),
    model("max,-nx").by_grub().unfit("this one lacks nx"),
    cpus(Q35, 4).by_uefi().quick(),
    cpus(Q35, 16).by_uefi(),
    cpus(Pc, 1).by_uefi(),
    topology(2, 2, 2).by_uefi(),
    memory(Pc, 64).by_uefi(),
    memory(Q35, 8192).by_uefi(),
    model("qemu64").by_uefi(),
    model("max,-nx").by_uefi().unfit("this one lacks nx"),
    words("acquisitions=+5").by_uefi().misunderstood(),
    // Loads.
    Row {
        words: "tests=off",
        ..host(Host::OneCore, 2)
    }
    .quick(),
    host(Host::OneCore, 2),
    host(Host::OneCore, 8),
    host(Host::Counting, 1),
    host(Host::Counting, 4),
    host(Host::Kvm, 1),
    host(Host::Kvm, 2),
    words("acquisitions=2000 curve=off"),
    words("acquisitions=10 curve=off stats"),
    words("acquisitions=+5").misunderstood().quick(),
];

/// What these say of how they must end is wrong: each must fail.
const WRONG: [Row; 3] = [
    model("max,-nx"),
    model("max").unfit("this one lacks nx"),
    model("max,-nx").by_uefi(),
];

/// Configurations that must fail.
pub(crate) fn wrong() -> Vec<Row> {
    WRONG.to_vec()
}

/// Every configuration.
pub(crate) fn rows() -> Vec<Row> {
    ROWS.to_vec()
}

/// A few that differ in everything.
pub(crate) fn quick() -> Vec<Row> {
    ROWS.into_iter().filter(|row| row.quick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_configuration_is_there_once() {
        for (index, row) in ROWS.iter().enumerate() {
            let same = |it: &&Row| it.entry() == row.entry();
            assert_eq!(ROWS.iter().filter(same).count(), 1, "row {index}: {row:?}");
        }
        assert!(ROWS.len() >= 40, "{}", ROWS.len());
    }

    #[test]
    fn the_quick_ones_are_few_and_differ_in_everything() {
        let quick = quick();
        assert!((10..=16).contains(&quick.len()), "{}", quick.len());
        let differ = |what: &dyn Fn(&Row) -> String| {
            let first = what(&quick[0]);
            assert!(quick.iter().any(|row| what(row) != first), "all {first}");
        };
        differ(&|row| row.machine.name().to_owned());
        differ(&|row| row.cpu.to_owned());
        differ(&|row| row.cpus.to_string());
        differ(&|row| row.memory.to_string());
        differ(&|row| row.loader.name().to_owned());
        differ(&|row| format!("{:?}", row.host));
        differ(&|row| row.words.to_owned());
        differ(&|row| format!("{:?}", row.must));
    }
}
