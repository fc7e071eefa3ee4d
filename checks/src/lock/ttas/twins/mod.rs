//! Known-bad twins of the test-and-test-and-set lock.

mod courteous;
mod late;
mod pushy;
mod talkative;

pub(super) use courteous::CourteousTtas;
pub(super) use late::LateTtas;
pub(super) use pushy::PushyTtas;
pub(super) use talkative::TalkativeTtas;
