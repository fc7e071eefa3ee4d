//! How programs are shown: one instruction a line, in the words of Rust.

use std::fmt::{self, Display, Formatter};

use crate::program::{Condition, Instruction, Operand, Operation, Program};

/// The name of an atomic.
pub(crate) fn location(location: usize) -> char {
    ['x', 'y', 'z'][location]
}

/// The name of a cell.
pub(crate) fn cell(cell: usize) -> char {
    ['a', 'b'][cell]
}

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (thread, instructions) in self.threads.iter().enumerate() {
            writeln!(f, "thread {}:", thread + 1)?;
            for instruction in instructions {
                writeln!(f, "    {instruction}")?;
            }
        }
        Ok(())
    }
}

impl Display for Instruction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(guard) = self.guard {
            write!(f, "if last {guard}: ")?;
        }
        write!(f, "{}", self.operation)
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(f, "== {value}"),
            Self::IsNot(value) => write!(f, "!= {value}"),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "{value}"),
            Self::Last => write!(f, "last"),
        }
    }
}

impl Display for Operation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.location() {
            write!(f, "{}.", location(at))?;
        }
        match *self {
            Self::Load { order, .. } => write!(f, "load({order:?})"),
            Self::Await { order, until, .. } => write!(f, "await({order:?}, {until})"),
            Self::Store { order, value, .. } => write!(f, "store({value}, {order:?})"),
            Self::Swap { order, value, .. } => write!(f, "swap({value}, {order:?})"),
            Self::FetchAdd { order, amount, .. } => write!(f, "fetch_add({amount}, {order:?})"),
            Self::CompareExchange {
                weak,
                success,
                failure,
                expected,
                new,
                ..
            } => {
                let name = if weak { "_weak" } else { "" };
                write!(
                    f,
                    "compare_exchange{name}({expected}, {new}, {success:?}, {failure:?})"
                )
            }
            Self::Fence { order } => write!(f, "fence({order:?})"),
            Self::CellRead { cell: at } => write!(f, "{}.read()", cell(at)),
            Self::CellWrite { cell: at, value } => write!(f, "{}.write({value})", cell(at)),
        }
    }
}
