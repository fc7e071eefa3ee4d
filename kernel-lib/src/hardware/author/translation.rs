//! What becomes of a frame that is unmapped.

use latchwork_layer::{Spec, Stuck};

/// What happens to the page at address 0, which is mapped to a frame in the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TranslationEvent {
    /// A CPU accesses the page, and comes to the frame.
    Use,
    /// A CPU accesses the page, and comes to nothing, or may not.
    Fault,
    /// A CPU is told that all have forgotten the page.
    Forgotten,
    /// The page is unmapped, or protected, and all have forgotten it: the frame is used
    /// otherwise.
    Reuse,
}

/// A frame that CPUs use through one page, until one of them takes it away.
///
/// | event | allowed if |
/// |---|---|
/// | `Use` | the frame has not been used otherwise |
/// | `Fault` | always: the tables may have been changed |
/// | `Forgotten` | always |
/// | `Reuse` | the frame has not been used otherwise |
#[derive(Clone, Copy, Debug)]
pub struct TranslationSpec;

impl Spec for TranslationSpec {
    /// Whether the frame is used otherwise.
    type State = bool;
    type Event = TranslationEvent;

    fn initial(&self) -> bool {
        false
    }

    fn step(&self, reused: &mut bool, _cpu: usize, event: &TranslationEvent) -> Result<(), Stuck> {
        match event {
            TranslationEvent::Fault | TranslationEvent::Forgotten => {}
            _ if *reused => return Err(Stuck::because("the frame is used otherwise")),
            TranslationEvent::Use => {}
            TranslationEvent::Reuse => *reused = true,
        }
        Ok(())
    }

    fn invariant(&self, _reused: &bool) -> Result<(), Stuck> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TranslationEvent::{Fault, Reuse, Use};

    #[test]
    fn a_frame_is_not_used_through_a_page_that_is_gone() {
        let spec = TranslationSpec;
        let mut reused = spec.initial();
        for event in [Use, Fault, Reuse, Fault] {
            assert_eq!(spec.step(&mut reused, 0, &event), Ok(()));
        }
        let stuck = Err(Stuck::because("the frame is used otherwise"));
        assert_eq!(spec.step(&mut reused.clone(), 0, &Use), stuck);
        assert_eq!(spec.step(&mut reused.clone(), 0, &Reuse), stuck);
    }
}
