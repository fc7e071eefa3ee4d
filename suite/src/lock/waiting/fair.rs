//! A client whose schedules are fair.

use crate::lock::Client;
use core::fmt::{self, Display, Formatter};
use latchwork_lock::author::HandOff;

/// A client, and the window within which its schedules are fair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FairClient {
    /// The program. Its holders take `client.inside` steps from their
    /// acquisition to the call of `unlock`.
    pub client: Client,
    /// Of so many steps in a row at which a CPU can run, it takes one.
    pub window: usize,
}

impl FairClient {
    /// The most steps that an acquisition takes from its arrival. N − 1 others
    /// are ahead at most, each of which acquires, is inside for k of its steps, and
    /// releases; then the CPU acquires itself; and each step comes within F.
    pub const fn bound(self, HandOff { acquire, release }: HandOff) -> usize {
        let Client { cpus, inside, .. } = self.client;
        ((cpus - 1) * (acquire + inside + release) + acquire) * self.window
    }
}

impl Display for FairClient {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Client { cpus, inside, .. } = self.client;
        write!(f, "N {cpus}, k {inside}, F {}", self.window)
    }
}
