//! A check, before it is run.

use super::verdict::{Mode, Verdict};
use crate::checker;
use latchwork_layer::{Layer, Refinement};
use serde::{Deserialize, Serialize};

/// Stands between the properties of which a control must violate one.
pub const OR: &str = " or ";

/// A check, before it is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Names it among the checks of its program: `object/property/client[/variant]`.
    pub id: String,
    /// What is checked, for instance `TicketLock`.
    pub object: String,
    /// The layer that it belongs to, for instance `lock`.
    pub layer: String,
    /// The layer that it is written over, for instance `hardware`.
    pub rests_on: String,
    /// What is claimed of it.
    pub property: String,
    /// `loom`, `explore`, `shuttle`, or `native`: stress on the host's threads.
    pub checker: String,
    /// Threads × operations of each, for instance `3x2`; a native check goes by
    /// time, and has `2 threads`.
    pub client: String,
    /// What the check sets out to be; a run that ends at a limit says `bounded`.
    pub mode: Mode,
    /// `fail` for a control, which the check must reject.
    pub expected: Verdict,
    /// What a control must be rejected for, one property or several with [`OR`] between
    /// them; empty for other checks.
    pub violates: String,
    /// About how long it takes on a slow core, in seconds; longest first keeps all cores busy.
    pub weight: u32,
    /// Whether it is run only where somebody asks to look further than by default.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub deep: bool,
}

impl Description {
    /// A check of `claim` by this build's checker, which must pass.
    ///
    /// `part` names it among the checks of the claim: what is done, by how many, and
    /// what tells apart those that differ in nothing else.
    pub(crate) fn of(claim: Refinement<'_>, part: &str) -> Self {
        Self {
            rests_on: claim.under.name.to_owned(),
            ..Self::about(claim.module, claim.over, part)
        }
    }

    /// A check of an object that is taken for granted, in the layer that rests on none.
    pub(crate) fn about(object: &str, layer: &Layer, part: &str) -> Self {
        Self {
            id: format!("{object}/{part}"),
            object: object.to_owned(),
            layer: layer.name.to_owned(),
            rests_on: String::new(),
            property: String::new(),
            checker: checker::NAME.to_owned(),
            client: String::new(),
            mode: Mode::Bounded,
            expected: Verdict::Pass,
            violates: String::new(),
            weight: 1,
            deep: false,
        }
    }
}
