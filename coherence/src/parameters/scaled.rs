//! Machines whose costs differ, to see which conclusions survive that.

use super::checked::MOST_CYCLES;
use super::machine::Parameters;
use serde::{Deserialize, Serialize};

/// A change of one cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaled {
    /// The cost's key in a machine's file.
    pub key: String,
    /// What becomes of it, in percent of what it is.
    pub percent: u64,
}

impl Parameters {
    /// The costs that can be scaled.
    pub const COSTS: [&str; 13] = [
        "l1",
        "rmw_owned",
        "spin_hint",
        "load_remote",
        "store_owned",
        "store_shared",
        "rmw_remote",
        "rmw_shared",
        "memory",
        "home_busy_read",
        "home_busy_write",
        "per_copy",
        "node_busy",
    ];

    /// This machine, but one of its [costs](Self::COSTS) is so many percent of what it is;
    /// `None` if there is no such cost. It stays in its range: what would be less is the
    /// least that it can be, and what would be more the most.
    pub fn scaled(&self, scaled: &Scaled) -> Option<Self> {
        let mut machine = self.clone();
        let least = |value: u64, least: u64| {
            let value = value.saturating_mul(scaled.percent) / 100;
            value.clamp(least, MOST_CYCLES)
        };
        let single = |value: &mut u64, floor| *value = least(*value, floor);
        match scaled.key.as_str() {
            "l1" => single(&mut machine.l1, 1),
            "rmw_owned" => single(&mut machine.rmw_owned, 1),
            "spin_hint" => single(&mut machine.spin_hint, 1),
            "home_busy_read" => single(&mut machine.home_busy_read, 0),
            "home_busy_write" => single(&mut machine.home_busy_write, 0),
            "per_copy" => single(&mut machine.per_copy, 0),
            "node_busy" => machine.node_busy = machine.node_busy.map(|it| least(it, 0)),
            key => {
                let costs = match key {
                    "load_remote" => &mut machine.load_remote,
                    "store_owned" => &mut machine.store_owned,
                    "store_shared" => &mut machine.store_shared,
                    "rmw_remote" => &mut machine.rmw_remote,
                    "rmw_shared" => &mut machine.rmw_shared,
                    "memory" => &mut machine.memory,
                    _ => return None,
                };
                costs.iter_mut().for_each(|cost| *cost = least(*cost, 1));
            }
        }
        Some(machine)
    }
}
