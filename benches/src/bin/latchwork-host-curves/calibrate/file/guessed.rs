//! What two cores cannot tell.

use super::source::{self, cycles};
use crate::calibrate::calibration::Calibration;
use crate::calibrate::layout::Layout;

/// Entries of a store buffer.
const STORE_BUFFER: usize = 56;

/// What memory costs, and the rest, which is guessed.
pub(super) fn rest(measured: &Calibration, layout: &Layout) -> String {
    let (memory, source) = match &measured.alone.memory {
        Some(memory) => (cycles(memory), source::measured(memory, 1)),
        None => (
            300,
            "Guessed: nothing here takes a line out of the caches.".to_owned(),
        ),
    };
    let farther = match layout.levels {
        1 => "",
        _ => "\n# From other nodes guessed, as much: where the memory was is not known.",
    };
    let memory = vec![memory; layout.levels];
    format!(
        "# Cycles of an access, nobody having the line.\n# {source}{farther}\n\
         memory = {memory:?}\n\n\
         # The home serves one request for a line at a time, until its data have arrived.\n\
         # Guessed: it takes three cores that want one line to see it.\n\
         home_blocks = true\n\
         # Cycles that a home is busy with a read. Guessed: no longer than until the data have\n\
         # arrived, as home_blocks.\n\
         home_busy_read = 0\n\
         # Cycles that a home is busy with a write. Guessed, as home_busy_read.\n\
         home_busy_write = 0\n\
         # Cycles more for each copy that a write takes away. Guessed: that of one is in\n\
         # store_shared and rmw_shared; more were not measured.\n\
         per_copy = 0\n\
         # A line that comes from another node passes its home. Guessed: where that is is not\n\
         # known.\n\
         home_matters = false\n\
         # Entries of the store buffer. Guessed: such CPUs have 40 to 100.\n\
         store_buffer = {STORE_BUFFER}\n"
    )
}
