//! Circles between the modules of a folder.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::tree::{ModuleId, Tree};
use super::usage::Use;

/// A circle: the modules, and for each the use of the next.
#[derive(Debug)]
pub(super) struct Circle<'a> {
    pub(super) modules: Vec<ModuleId>,
    pub(super) uses: Vec<&'a Use>,
}

/// For each module of a folder those that it uses, and a use of each.
type Level<'a> = BTreeMap<ModuleId, BTreeMap<ModuleId, &'a Use>>;

/// The circles that `uses` make: for each module that is part of one, the shortest,
/// unless another that it is part of was found already.
///
/// A module stands for all below it. So the modules in one folder are compared with
/// each other, and with what the folder's own file says.
pub(super) fn of<'a>(tree: &Tree, uses: &'a [Use]) -> Vec<Circle<'a>> {
    let mut levels: BTreeMap<ModuleId, Level<'_>> = BTreeMap::new();
    for one in uses {
        let (from, to) = (tree.files_to(one.from), tree.files_to(one.to));
        let same = from.iter().zip(&to).take_while(|(from, to)| from == to);
        let common = same.count();
        let folder = from[common - 1];
        // The folder's own file is a part of it, beside its modules.
        let part = |path: &[ModuleId]| path.get(common).copied().unwrap_or(folder);
        let level = levels.entry(folder).or_default();
        let uses = level.entry(part(&from)).or_default();
        uses.entry(part(&to)).or_insert(one);
    }
    levels.values().flat_map(circles).collect()
}

/// The circles of one folder.
fn circles<'a>(level: &Level<'a>) -> Vec<Circle<'a>> {
    let mut known = BTreeSet::new();
    let mut circles = Vec::new();
    for &module in level.keys() {
        if !known.contains(&module)
            && let Some(circle) = shortest(level, module)
        {
            known.extend(circle.modules.iter().copied());
            circles.push(circle);
        }
    }
    circles
}

/// The shortest circle through `start`.
fn shortest<'a>(level: &Level<'a>, start: ModuleId) -> Option<Circle<'a>> {
    // For each module that is reached, the one that it is reached from.
    let mut before: BTreeMap<ModuleId, ModuleId> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(module) = next.pop_front() {
        for &to in level.get(&module).into_iter().flat_map(BTreeMap::keys) {
            if let Entry::Vacant(place) = before.entry(to) {
                place.insert(module);
                next.push_back(to);
            }
        }
    }
    let mut modules = vec![*before.get(&start)?];
    while let Some(&last) = modules.last()
        && last != start
    {
        modules.push(before[&last]);
    }
    modules.reverse();
    let following = modules.iter().cycle().skip(1);
    let uses = modules.iter().zip(following);
    let uses = uses.map(|(from, to)| level[from][to]).collect();
    Some(Circle { modules, uses })
}
