//! What was measured, by its points.

use latchwork_coherence::contest::{Measured, Point};

use crate::curves::program::Program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use latchwork_coherence::parameters::Scaled;

/// What was measured.
#[derive(Debug)]
pub(super) struct Lab {
    pub(super) measured: Vec<Measured>,
    /// The cost that differs from what the machines' files say.
    pub(super) scaled: Option<Scaled>,
}

impl Lab {
    /// Has `points` measured on machines of which one cost is `scaled`.
    pub(super) fn measure(
        screen: &Screen,
        program: &Program,
        points: impl Iterator<Item = Point>,
        scaled: Option<Scaled>,
    ) -> Result<Self, Stop> {
        let points = points.map(|point| Point {
            scaled: scaled.clone(),
            ..point
        });
        let points: Vec<Point> = points.collect();
        let measured = program.measure(screen, &points)?;
        Ok(Self { measured, scaled })
    }

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
