//! How a step ended.

/// How a step ended, with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As it must.
    Passed(String),
    /// Otherwise, for this reason.
    Failed(String),
    /// It could not be run.
    Skipped(String),
}

impl End {
    /// That of a step which needs what is not there, nor can be added: in continuous
    /// integration the machine must be given it.
    pub(super) fn without(why: String, in_ci: bool) -> Self {
        match in_ci {
            true => End::Failed(why),
            false => End::Skipped(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_never_a_pass() {
        let why = "no target".to_owned();
        assert_eq!(End::without(why.clone(), false), End::Skipped(why.clone()));
        assert_eq!(End::without(why.clone(), true), End::Failed(why));
    }
}
