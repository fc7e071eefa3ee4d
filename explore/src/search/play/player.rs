//! What runs a model.

use super::playing::{Playing, State, Stop};
use super::turn::Literal;
use super::verdict::Judgement;
use crate::graph::{EventId, Graph};
use crate::run::{Context, Fiber, Objects, Request, Runs, Seen, Stacks, Work};
use crate::settings::Settings;
use std::panic::Location;

/// What runs models on a thread of the host.
pub(crate) struct Player<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) model: &'a (dyn Fn() + Send + Sync),
    pub(crate) runs: &'a Runs,
    pub(crate) last_run: u64,
    pub(crate) stacks: Stacks,
    /// Whether graphs come from files.
    pub(crate) replays: bool,
}

/// A run that ended.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) ending: Judgement,
    pub(crate) graph: Graph,
    /// The events, in the order in which they were run.
    pub(crate) order: Vec<EventId>,
    /// What was seen beside them.
    pub(crate) seen: Seen,
    /// What else there is to run.
    pub(crate) others: Vec<Graph>,
    /// Whether a weak compare-exchange would have failed once more.
    pub(crate) spurious_limit_reached: bool,
    /// The lines of each turn that changes nothing, and was left out.
    pub(crate) polls: Vec<Vec<&'static Location<'static>>>,
    /// Whether cells in statics were used, which one run at a time can do.
    pub(crate) static_cells: bool,
}

impl Player<'_> {
    /// Runs the model along `graph`, and on.
    pub(crate) fn play(&mut self, graph: &Graph) -> Played {
        let mut literal = Vec::new();
        loop {
            match self.attempt(graph.clone(), &literal) {
                Ok(played) => return played,
                Err(turn) => literal.push(turn),
            }
        }
    }

    /// Runs the model along `graph`, and on, with these turns as they are.
    ///
    /// # Errors
    ///
    /// Another turn that is to be run as it is: it was taken for one that is
    /// repeated for ever, and is not.
    fn attempt(&mut self, graph: Graph, literal: &[Literal]) -> Result<Played, Literal> {
        self.last_run = self.runs.after(self.last_run);
        let context = Context::new(Objects::new(self.last_run, self.runs));
        let (settings, model) = (self.settings, self.model);
        context.wakeups.set(settings.spurious_wakeups);
        // SAFETY: only the lifetime is changed. The thread that calls it is ended
        // before this returns.
        let model = unsafe {
            std::mem::transmute::<&(dyn Fn() + Send + Sync), &'static (dyn Fn() + Send + Sync)>(
                model,
            )
        };
        let stacks = &mut self.stacks;
        context.enter(|| {
            let mut run = Playing {
                settings,
                stacks,
                context: &context,
                bound: vec![false; graph.locations.len()],
                graph,
                replays: self.replays,
                threads: Vec::new(),
                order: Vec::new(),
                others: Vec::new(),
                spurious_limit_reached: false,
                literal,
                again: None,
                polls: Vec::new(),
            };
            let ending = match run.play(Work::new(Box::new(model))) {
                Ok(ending) => ending,
                Err(Stop(thread, fault)) => Judgement::Failed(thread, fault),
            };
            let ending = match ending {
                Judgement::Complete if settings.leaks => match context.leaked() {
                    Some(leak) => Judgement::Failed(None, leak),
                    None => Judgement::Complete,
                },
                ending => ending,
            };
            let ending = match context.take_broken() {
                // What was decided after that means nothing.
                Some((thread, fault)) => Judgement::Failed(Some(thread), fault),
                None => ending,
            };
            let again = run.again.take();
            let played = run.end(ending);
            again.map_or(Ok(played), Err)
        })
    }
}

impl Playing<'_, '_> {
    fn play(&mut self, main: Work) -> Result<Judgement, Stop> {
        self.start(0, main, Vec::new())?;
        for id in self.graph.replay_order() {
            self.repeat(id)?;
        }
        // An update is one step: the second half comes at once.
        for thread in 0..self.threads.len() {
            if self.is_updating(thread) && !self.finish_update(thread)? {
                return Ok(Judgement::Inconsistent);
            }
        }
        loop {
            while let Some(thread) = self.next_thread() {
                if !self.go_on(thread)? {
                    return Ok(Judgement::Inconsistent);
                }
            }
            match self.thread_at_rest() {
                Some(thread) => self.end_rest(thread)?,
                None => return self.verdict(),
            }
        }
    }

    /// Ends what is left.
    fn end(self, ending: Judgement) -> Played {
        self.context.ending.set(true);
        if let Judgement::Failed(..) = ending {
            // The search is over, more or less; and a destructor of a thread that
            // holds something would only get stuck.
            self.stacks.leak();
        }
        let mut works = Vec::new();
        for (number, thread) in self.threads.into_iter().enumerate() {
            let Some(thread) = thread else { continue };
            if let State::Asks(Request::Spawn(work), _) = thread.state {
                works.push(work);
            }
            if let Some(fiber) = thread.fiber {
                self.context.thread.set(number);
                fiber.end(self.stacks);
            }
        }
        let locals = self.context.take_locals();
        let lines = self.context.take_lines();
        if self.stacks.leaks() {
            std::mem::forget((locals, lines));
        } else if !works.is_empty() || !locals.is_empty() || !lines.is_empty() {
            self.context.thread.set(0);
            let stack_size = self.settings.stack_size;
            Fiber::discard(self.stacks, stack_size, works, Box::new((locals, lines)));
        }
        let static_cells = self.context.restore_statics();
        Played {
            ending,
            graph: self.graph,
            order: self.order,
            seen: self.context.take_seen(),
            others: self.others,
            spurious_limit_reached: self.spurious_limit_reached,
            polls: self.polls,
            static_cells,
        }
    }
}
