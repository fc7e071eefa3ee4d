//! With which values a machine is switched off.

use super::bytes::u8_at;

/// The values of the two control registers that switch the machine off: the first two
/// elements of the package `\_S5`.
///
/// They stand in AML, a language for programs that describe the machine. An interpreter of
/// it would be larger than this kernel, and need an allocator; but these are constants, and
/// every compiler of AML writes them alike. So they are looked for by their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SleepTypes {
    /// For the first register.
    pub first: u8,
    /// For the second.
    pub second: u8,
}

impl SleepTypes {
    /// The first package in `aml` that is named so and makes sense.
    pub(super) fn find(aml: &[u8]) -> Option<Self> {
        const NAME: &[u8] = b"_S5_";
        const NAME_OPERATOR: u8 = 0x08;
        const ROOT: u8 = b'\\';
        let mut places = aml.windows(NAME.len()).enumerate();
        places.find_map(|(at, window)| {
            if window != NAME {
                return None;
            }
            let before = |distance: usize| u8_at(aml, at.checked_sub(distance)?);
            let named = before(1) == Some(NAME_OPERATOR)
                || before(1) == Some(ROOT) && before(2) == Some(NAME_OPERATOR);
            let package = aml.get(at + NAME.len()..)?;
            if named { Self::of(package) } else { None }
        })
    }

    fn of(package: &[u8]) -> Option<Self> {
        const PACKAGE_OPERATOR: u8 = 0x12;
        let (&operator, rest) = package.split_first()?;
        // The length's first byte says how many more follow it.
        let more = usize::from(u8_at(rest, 0)? >> 6);
        let (&elements, rest) = rest.get(1 + more..)?.split_first()?;
        if operator != PACKAGE_OPERATOR || elements == 0 {
            return None;
        }
        let (first, rest) = integer(rest)?;
        let second = if elements > 1 {
            integer(rest)?.0
        } else {
            first
        };
        Some(Self { first, second })
    }
}

/// An integer that fits the registers' three bits, and what comes after it.
fn integer(aml: &[u8]) -> Option<(u8, &[u8])> {
    const ZERO: u8 = 0x00;
    const ONE: u8 = 0x01;
    const BYTE: u8 = 0x0a;
    const WORD: u8 = 0x0b;
    const DOUBLE_WORD: u8 = 0x0c;
    const MOST: u8 = 0b111;
    let (&kind, rest) = aml.split_first()?;
    let bytes = match kind {
        ZERO | ONE => return Some((kind, rest)),
        BYTE => 1,
        WORD => 2,
        DOUBLE_WORD => 4,
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(bytes)?;
    let (&low, high) = value.split_first()?;
    let small = low <= MOST && high.iter().all(|byte| *byte == 0);
    small.then_some((low, rest))
}
