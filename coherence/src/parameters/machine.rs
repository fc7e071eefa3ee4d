//! A machine: its CPUs, how far they are apart, and what each access costs.

use serde::{Deserialize, Serialize};

/// The most CPUs that a machine has.
pub const MOST_CPUS: usize = 256;

/// A machine, as its file describes it. All costs are cycles.
///
/// The lists of costs have one entry for each level of distance, nearest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The clock, in GHz.
    pub clock: f64,
    /// Bytes of a line, a power of two.
    pub line: usize,
    /// The groups of CPUs that share a cache or a memory controller.
    pub nodes: usize,
    /// CPUs of each node.
    pub cpus_per_node: usize,
    /// The names of the levels of distance; the first is within a node.
    pub levels: Vec<String>,
    /// The level of distance from each node to each.
    pub distance: Vec<Vec<usize>>,
    /// A load or store that hits; no access takes less.
    pub l1: u64,
    /// A read-modify-write of a line that the CPU owns.
    pub rmw_owned: u64,
    /// A spin hint.
    pub spin_hint: u64,
    /// A load from the owner.
    pub load_remote: Vec<u64>,
    /// A store, one other CPU having the line and the writer not.
    pub store_owned: Vec<u64>,
    /// Any other store that misses, by the farthest copy.
    pub store_shared: Vec<u64>,
    /// A read-modify-write, one other CPU having the line and the writer not.
    pub rmw_remote: Vec<u64>,
    /// Any other read-modify-write that misses, by the farthest copy.
    pub rmw_shared: Vec<u64>,
    /// An access, nobody having the line, by the distance to its home.
    pub memory: Vec<u64>,
    /// Whether a home is busy until the data that it serves have arrived.
    pub home_blocks: bool,
    /// How long a read keeps a home busy at least.
    pub home_busy_read: u64,
    /// How long a write keeps a home busy at least.
    pub home_busy_write: u64,
    /// What a write costs more for each copy that it takes away, by `store_shared` or
    /// `rmw_shared`.
    pub per_copy: u64,
    /// Whether a line that comes from another node has to pass its home. One that stays
    /// within a node does not.
    #[serde(default)]
    pub home_matters: bool,
    /// How long an access that stays within a node keeps that node busy, if such an
    /// access does not visit the home. Without it every access does.
    #[serde(default)]
    pub node_busy: Option<u64>,
    /// Whether a load of a line that its owner alone has, and has written, takes the line
    /// over instead of sharing it: who loads it then is likely to write it.
    #[serde(default)]
    pub migratory: bool,
    /// The entries of a CPU's store buffer; 0 for a CPU that waits for each store. A store to
    /// a word of which another CPU has a store in its buffer passes through none.
    #[serde(default)]
    pub store_buffer: usize,
}

/// Which CPUs of a machine are used first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// Dealt to the nodes in turn.
    #[default]
    Spread,
    /// A node is filled before the next one is begun.
    Compact,
}

impl Parameters {
    /// How many CPUs the machine has.
    pub fn cpus(&self) -> usize {
        self.nodes * self.cpus_per_node
    }

    /// The node of a CPU.
    pub(crate) fn node(&self, cpu: usize) -> usize {
        cpu / self.cpus_per_node
    }

    /// The level of distance between two CPUs of the machine.
    pub fn level(&self, from: usize, to: usize) -> usize {
        self.distance[self.node(from)][self.node(to)]
    }

    /// Which CPU of the machine is the `index`th that is used.
    pub fn place(&self, placement: Placement, index: usize) -> usize {
        match placement {
            Placement::Compact => index,
            Placement::Spread => (index % self.nodes) * self.cpus_per_node + index / self.nodes,
        }
    }
}
