//! The file as a whole, which is a machine.

use super::{guessed, own, transfers};
use crate::calibrate::calibration::Calibration;
use crate::calibrate::layout::Layout;
use latchwork_coherence::Parameters;

/// The file of the machine that `measured` describes.
///
/// # Errors
///
/// If it describes none: a cost is out of range, or there are too many CPUs.
pub(crate) fn text(measured: &Calibration) -> Result<String, String> {
    let layout = layout(measured);
    let text = [
        own::machine(measured, &layout),
        own::costs(&measured.alone),
        transfers::costs(measured, &layout),
        guessed::rest(measured, &layout),
    ]
    .concat();
    match Parameters::parse("this-host", &text) {
        Ok(_) => Ok(text),
        Err(wrong) => Err(format!(
            "what was measured is no machine: {wrong}\nIs this machine too busy? Try again"
        )),
    }
}

/// The cores in nodes, by what a read-modify-write of another's line takes.
fn layout(measured: &Calibration) -> Layout {
    Layout::of(measured.cores.len(), |from, to| {
        let of = [from.min(to), from.max(to)];
        let pair = measured.pairs.iter().find(|it| it.cores == of);
        let pair = pair.expect("every two cores are measured");
        pair.rmw.modified.median
    })
}
