//! The memory models.

/// Which executions there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemoryModel {
    /// Repaired C11 (Lahav et al., PLDI 2017), with the release sequences of C++20.
    #[default]
    Rc11,
    /// Sequential consistency: every access and fence is taken for `SeqCst`.
    Sc,
}
