//! What an access costs that misses.

use super::state::Machine;
use super::station::Kind;
use crate::copies::Copies;

/// What a service costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    pub(super) cycles: u64,
    /// How far the data come, or the farthest copy is; nothing, from memory.
    pub(super) level: Option<usize>,
}

impl Machine {
    /// What the access of `cpu` costs, as the line now is.
    pub(super) fn cost(&self, line: u32, cpu: usize, kind: Kind) -> Cost {
        let parameters = &self.parameters;
        let it = &self.lines[line as usize];
        let hit = |cycles| Cost {
            cycles,
            level: Some(0),
        };
        // The CPU's own other port may have fetched it.
        match kind {
            Kind::Read if it.copies.contains(cpu) => return hit(parameters.l1),
            Kind::Store if it.is_owned_alone(cpu) => return hit(parameters.l1),
            Kind::Update if it.is_owned_alone(cpu) => return hit(parameters.rmw_owned),
            _ => {}
        }
        let Some(owner) = it.owner else {
            let level = parameters.distance[self.node(cpu)][it.home];
            return Cost {
                cycles: parameters.memory[level],
                level: None,
            };
        };
        if kind == Kind::Read {
            // With stations in the nodes, a copy within the node is the nearest.
            let own = &self.nodes[self.node(cpu)];
            let within = parameters.node_busy.is_some() && it.copies.meets(own);
            let level = if within {
                0
            } else {
                self.by_home(line, cpu, owner)
            };
            return Cost {
                cycles: parameters.load_remote[level],
                level: Some(level),
            };
        }
        let mut others = it.copies;
        others.remove(cpu);
        let alone = others.len() == 1 && !it.copies.contains(cpu);
        let costs = match (kind, alone) {
            (Kind::Update, true) => &parameters.rmw_remote,
            (Kind::Update, false) => &parameters.rmw_shared,
            (_, true) => &parameters.store_owned,
            (_, false) => &parameters.store_shared,
        };
        // The cost of a line that one CPU alone has is that of taking it away.
        let (level, per_copy) = match alone {
            true => (self.by_home(line, cpu, owner), 0),
            false => (
                self.farthest_by_home(line, cpu, &others),
                parameters.per_copy,
            ),
        };
        Cost {
            cycles: costs[level] + per_copy * others.len() as u64,
            level: Some(level),
        }
    }

    /// The level at which `cpu` gets the line from `owner`, by way of its home if that
    /// matters.
    pub(super) fn by_home(&self, line: u32, cpu: usize, owner: usize) -> usize {
        let direct = self.level(cpu, owner);
        if !self.parameters.home_matters || direct == 0 {
            return direct;
        }
        let home = self.lines[line as usize].home;
        let distance = &self.parameters.distance[home];
        direct
            .max(distance[self.node(cpu)])
            .max(distance[self.node(owner)])
    }

    /// The level at which the farthest of `others` gives up its copy to `cpu`, by way of the
    /// home if that matters.
    fn farthest_by_home(&self, line: u32, cpu: usize, others: &Copies) -> usize {
        let node = self.node(cpu);
        let direct = self.farthest(node, others);
        if !self.parameters.home_matters || direct == 0 {
            return direct;
        }
        let home = self.lines[line as usize].home;
        direct
            .max(self.parameters.distance[node][home])
            .max(self.farthest(home, others))
    }

    /// The level of the farthest of `others` from `node`.
    fn farthest(&self, node: usize, others: &Copies) -> usize {
        let nodes = self.nodes.iter().zip(&self.parameters.distance[node]);
        nodes
            .filter(|(node, _)| node.meets(others))
            .map(|(_, &level)| level)
            .max()
            .unwrap_or(0)
    }
}
