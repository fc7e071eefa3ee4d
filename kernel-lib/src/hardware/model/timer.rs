//! The timers of a model.

use super::Model;
use crate::hardware::Timer;

/// Time is nothing in a model: what is set comes at some place from then on. What comes again
/// and again comes twice.
impl Timer for Model {
    fn once(&self, _ticks: u64) {
        self.mine().set_timer(false);
    }

    fn every(&self, _ticks: u64) {
        self.mine().set_timer(true);
    }

    fn stop(&self) {
        self.mine().stop_timer();
    }
}
