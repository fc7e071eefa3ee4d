//! Which cores are near each other.

use latchwork_benches::stats::median;

/// The cores of a machine in nodes, by what it takes to move a line between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    /// The cores of each node.
    pub(super) nodes: Vec<Vec<usize>>,
    /// The level of distance from each node to each.
    pub(super) distance: Vec<Vec<usize>>,
    /// How many levels there are.
    pub(super) levels: usize,
}

/// By how much a distance must exceed another one to be of another level.
const FARTHER: f64 = 1.5;

impl Layout {
    /// The layout of so many cores, with `cycles` between two of them. A machine has nodes
    /// of one size: if what is near does not come to such, all cores are one node.
    pub(super) fn of(cores: usize, cycles: impl Fn(usize, usize) -> f64) -> Self {
        let nodes = nodes(cores, &cycles).unwrap_or_else(|| vec![(0..cores).collect()]);
        let between = |from: &[usize], to: &[usize]| {
            let pairs = from
                .iter()
                .flat_map(|&from| to.iter().map(move |&to| (from, to)));
            median(&pairs.map(|(from, to)| cycles(from, to)).collect::<Vec<_>>())
        };
        let mut apart = Vec::new();
        for (from, of) in nodes.iter().enumerate() {
            for (to, other) in nodes.iter().enumerate().skip(from + 1) {
                apart.push((between(of, other), from, to));
            }
        }
        apart.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut distance = vec![vec![0; nodes.len()]; nodes.len()];
        let (mut level, mut nearest) = (0, 0.0);
        for (cycles, from, to) in apart {
            if level == 0 || cycles > FARTHER * nearest {
                (level, nearest) = (level + 1, cycles);
            }
            distance[from][to] = level;
            distance[to][from] = level;
        }
        Self {
            nodes,
            distance,
            levels: level + 1,
        }
    }

    /// The level of distance between two cores.
    pub(super) fn level(&self, from: usize, to: usize) -> usize {
        let node = |core| self.nodes.iter().position(|node| node.contains(&core));
        let (from, to) = (node(from), node(to));
        let (from, to) = from.zip(to).expect("each core is in a node");
        self.distance[from][to]
    }
}

/// The cores that are as near each other as any two are; nothing, if that does not come to
/// nodes of one size.
fn nodes(cores: usize, cycles: &impl Fn(usize, usize) -> f64) -> Option<Vec<Vec<usize>>> {
    let pairs = || (0..cores).flat_map(|from| (0..from).map(move |to| (from, to)));
    let least = pairs()
        .map(|(from, to)| cycles(from, to))
        .min_by(f64::total_cmp)?;
    let near = |from: usize, to: usize| from == to || cycles(from, to) <= FARTHER * least;
    let all_near = |of: usize| (0..cores).filter(|&it| near(of, it)).collect::<Vec<_>>();
    let mut nodes: Vec<Vec<usize>> = Vec::new();
    for core in 0..cores {
        let node = all_near(core);
        if node[0] == core {
            nodes.push(node);
        } else if !nodes.contains(&node) {
            return None;
        }
    }
    let size = nodes[0].len();
    nodes.iter().all(|node| node.len() == size).then_some(nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cores_are_one_node() {
        let layout = Layout::of(2, |_, _| 200.0);
        assert_eq!(layout.nodes, [[0, 1]]);
        assert_eq!((layout.distance, layout.levels), (vec![vec![0]], 1));
    }

    #[test]
    fn nodes_and_levels_are_told_by_the_distance() {
        // Two sockets of two complexes of two cores, numbered in turn.
        let place = |core: usize| (core % 2, core % 4);
        let layout = Layout::of(8, |from, to| match (place(from), place(to)) {
            (one, other) if one == other => 100.0 + (from + to) as f64,
            (one, other) if one.0 == other.0 => 300.0,
            _ => 600.0,
        });
        assert_eq!(layout.nodes, [[0, 4], [1, 5], [2, 6], [3, 7]]);
        assert_eq!(
            layout.distance,
            [[0, 2, 1, 2], [2, 0, 2, 1], [1, 2, 0, 2], [2, 1, 2, 0]]
        );
        assert_eq!(
            (layout.levels, layout.level(0, 4), layout.level(0, 5)),
            (3, 0, 2)
        );
    }

    #[test]
    fn what_is_no_nodes_of_one_size_is_one_node() {
        // Near those beside it: no groups.
        let chain = Layout::of(4, |from, to| 100.0 * from.abs_diff(to) as f64);
        assert_eq!(chain.nodes, [[0, 1, 2, 3]]);
        // Three and one.
        let apart = Layout::of(4, |from, to| if from.max(to) == 3 { 500.0 } else { 100.0 });
        assert_eq!(apart.nodes, [[0, 1, 2, 3]]);
    }
}
