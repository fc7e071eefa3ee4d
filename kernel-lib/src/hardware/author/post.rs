//! What a CPU that halts is woken for.

use latchwork_layer::{Spec, Stuck};

/// What happens to a post box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PostEvent {
    /// A letter is put into it.
    Post,
    /// Its owner looks, and waits on: there were too few when it looked.
    Miss,
    /// Its owner, who has waited for so many letters in all, goes on.
    Collect(usize),
}

/// A box into which CPUs post letters, and whose owner waits for a number of them.
///
/// | event | allowed if |
/// |---|---|
/// | `Post` | always |
/// | `Miss` | always: what it saw may be older |
/// | `Collect(n)` | n letters have been posted |
#[derive(Clone, Copy, Debug)]
pub struct PostSpec;

impl Spec for PostSpec {
    type State = usize;
    type Event = PostEvent;

    fn initial(&self) -> usize {
        0
    }

    fn step(&self, posted: &mut usize, _cpu: usize, event: &PostEvent) -> Result<(), Stuck> {
        match *event {
            PostEvent::Post => *posted += 1,
            PostEvent::Collect(awaited) if awaited > *posted => {
                return Err(Stuck::because(format!("{posted} letters are there")));
            }
            PostEvent::Miss | PostEvent::Collect(_) => {}
        }
        Ok(())
    }

    fn invariant(&self, _posted: &usize) -> Result<(), Stuck> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_there_when_it_is_posted() {
        let mut posted = PostSpec.initial();
        let early = PostSpec.step(&mut posted, 0, &PostEvent::Collect(1));
        assert_eq!(early, Err(Stuck::because("0 letters are there")));
        for event in [PostEvent::Post, PostEvent::Collect(1), PostEvent::Post] {
            assert_eq!(PostSpec.step(&mut posted, 0, &event), Ok(()));
        }
        assert_eq!(posted, 2);
    }
}
