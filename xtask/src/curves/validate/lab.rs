//! What was measured, by its points, and by which programs.

use latchwork_coherence::contest::{Measured, Point};

use crate::curves::program::Program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use latchwork_coherence::parameters::Scaled;

/// The lock of an example, which is held out beside those of the one list.
pub(super) const CLH: &str = "ClhLock";

/// The example's package.
const EXAMPLE: &str = "latchwork-example-clh";

/// The programs that measure.
#[derive(Debug)]
pub(super) struct Programs {
    ours: Program,
    example: Program,
}

impl Programs {
    pub(super) fn build(screen: &Screen, workspace: &Workspace) -> Result<Self, Stop> {
        Ok(Self {
            ours: Program::build(screen, workspace)?,
            example: Program::of_example(screen, workspace, EXAMPLE)?,
        })
    }

    /// Has `points` measured on machines of which one cost is `scaled`.
    pub(super) fn measure(
        &self,
        screen: &Screen,
        points: impl Iterator<Item = Point>,
        scaled: Option<Scaled>,
    ) -> Result<Lab, Stop> {
        let points = points.map(|point| Point {
            scaled: scaled.clone(),
            ..point
        });
        let (theirs, ours): (Vec<Point>, _) = points.partition(|it| it.lock == CLH);
        let mut measured = self.ours.measure(screen, &ours)?;
        measured.extend(self.example.measure(screen, &theirs)?);
        Ok(Lab { measured, scaled })
    }
}

/// What was measured.
#[derive(Debug)]
pub(super) struct Lab {
    pub(super) measured: Vec<Measured>,
    /// The cost that differs from what the machines' files say.
    pub(super) scaled: Option<Scaled>,
}

impl Lab {
    /// What `point` measured, which is one of the points of its target.
    pub(super) fn at(&self, point: &Point) -> &Measured {
        let is_it = |it: &&Measured| {
            let scaled = self.scaled.clone();
            it.point
                == Point {
                    scaled,
                    ..point.clone()
                }
        };
        let found = self.measured.iter().find(is_it);
        found.unwrap_or_else(|| panic!("{point:?} was not measured"))
    }
}
