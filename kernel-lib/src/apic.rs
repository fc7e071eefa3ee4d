//! What is written to interrupt controllers so that an interrupt comes to a CPU.

use crate::acpi::Line;

/// In an entry of an I/O APIC: its input is ignored.
pub const MASKED: u64 = 1 << 16;

/// What an I/O APIC is told of an input so that it sends `vector` to the CPU whose local APIC
/// has this id. Nothing if the id does not fit: there is room for 8 bits, of which all that
/// are set mean every CPU.
pub fn redirection(line: Line, vector: u8, id: u32) -> Option<u64> {
    const LOW: u64 = 1 << 13;
    const LEVEL: u64 = 1 << 15;
    let id = u8::try_from(id).ok().filter(|id| *id != u8::MAX)?;
    let set = |bit, yes| if yes { bit } else { 0 };
    Some(u64::from(id) << 56 | set(LEVEL, line.level) | set(LOW, line.low) | u64::from(vector))
}

/// What a local APIC is told in its register for that, to send `command` to the CPU whose
/// local APIC has this id.
pub fn command(id: u32, command: u32) -> u64 {
    u64::from(id) << 32 | u64::from(command)
}

/// What a local APIC is told in memory, the second number last, to send `command` to the CPU
/// whose local APIC has this id. Nothing if the id does not fit: there is room for 8 bits.
pub fn command_in_memory(id: u32, command: u32) -> Option<[u32; 2]> {
    let id = u8::try_from(id).ok()?;
    Some([u32::from(id) << 24, command])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_has_a_trigger_a_polarity_and_a_cpu() {
        let line = |level, low| Line {
            input: 9,
            level,
            low,
        };
        let of = |line, id| redirection(line, 0x51, id);
        assert_eq!(of(line(false, false), 0), Some(0x51));
        assert_eq!(of(line(true, false), 3), Some(0x0300_0000_0000_8051));
        assert_eq!(of(line(true, true), 0xfe), Some(0xfe00_0000_0000_a051));
        assert_eq!(of(line(false, false), 0xff), None, "every CPU");
        assert_eq!(of(line(false, false), 0x100), None, "CPU 0");
    }

    #[test]
    fn an_id_above_255_is_sent_whole_or_not_at_all() {
        assert_eq!(command(300, 0xc4500), 0x0000_012c_000c_4500);
        assert_eq!(command(u32::MAX, 1), 0xffff_ffff_0000_0001);
        assert_eq!(command_in_memory(255, 0x4500), Some([0xff00_0000, 0x4500]));
        // Cut off it would be that of CPU 44.
        assert_eq!(command_in_memory(300, 0x4500), None);
    }
}
