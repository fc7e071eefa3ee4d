//! One run of the model along a graph, and on from there.
//!
//! The run first repeats what the graph says. Then it goes on with the newest
//! value for each read and the last place for each write. Whatever else there is
//! to choose, and whatever reads may be revisited, becomes a graph to be run
//! later. So each run ends in one execution.

mod player;

mod verdict;

mod extend;
mod next;
mod repeat;

mod poll;

mod trial;

mod lines;

mod playing;

mod turn;

pub(super) use lines::lines;
pub(super) use player::{Played, Player};
pub(super) use verdict::Judgement;
