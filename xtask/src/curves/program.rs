//! The program that simulates.

use std::path::PathBuf;

use latchwork_coherence::contest::{Measured, Point};

use crate::ground::child::{self, Exit};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::programs::CURVES;

/// The program, built.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) path: PathBuf,
}

impl Program {
    /// Builds it.
    pub(super) fn build(screen: &Screen, workspace: &Workspace) -> Result<Self, Stop> {
        let path = CURVES.build(screen, workspace)?.path().to_owned();
        Ok(Self { path })
    }

    /// What each of `points` measures, in their order.
    pub(super) fn measure(&self, screen: &Screen, points: &[Point]) -> Result<Vec<Measured>, Stop> {
        let lines = points
            .iter()
            .map(|point| serde_json::to_string(point).expect("it has only JSON's types") + "\n");
        // What is nearer to the child wins: it reads these, and not nothing.
        let command =
            child::tied(&self.path, ["points".into()]).stdin_bytes(lines.collect::<String>());
        let bar = screen.bar("points", points.len());
        let mut measured = Vec::new();
        let mut strange = None;
        let finished = child::follow(&command, None, |line| {
            match serde_json::from_str(line) {
                Ok(it) => measured.push(it),
                Err(error) => strange = Some(error.to_string()),
            }
            bar.inc(1);
        })
        .map_err(|error| Stop::io(format_args!("cannot run {}", self.path.display()), &error))?;
        match (finished.ending, strange) {
            (Exit::Status(0), None) if measured.len() == points.len() => Ok(measured),
            (Exit::Status(2), _) => Err(Stop::Missing(finished.stderr.trim_end().to_owned())),
            (Exit::Status(0), strange) => Err(Stop::Failed(format!(
                "{} did not print what it should: {}",
                self.path.display(),
                strange.unwrap_or_else(|| format!("{} of {} points", measured.len(), points.len()))
            ))),
            (ending, _) => Err(Stop::Failed(format!(
                "the simulation ended with {ending}\n{}",
                finished.stderr.trim_end()
            ))),
        }
    }
}
