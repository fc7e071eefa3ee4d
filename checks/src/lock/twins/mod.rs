//! Known-bad twins of the locks: each must be rejected by the checks that its
//! original passes, or those checks are worth nothing.

mod courteous_ttas;
mod eager_ticket;
mod forgetful_mcs;
mod late_ttas;
mod meddling_ticket;
mod pushy_ttas;
mod relaxed_ticket;
mod silent_ticket;
mod talkative_ttas;

pub use courteous_ttas::CourteousTtas;
pub use eager_ticket::EagerTicket;
pub use forgetful_mcs::ForgetfulMcs;
pub use late_ttas::LateTtas;
pub use meddling_ticket::MeddlingTicket;
pub use pushy_ttas::PushyTtas;
pub use relaxed_ticket::RelaxedTicket;
pub use silent_ticket::SilentTicket;
pub use talkative_ttas::TalkativeTtas;
