use std::cell::Cell;
use std::ops::Range;

use super::madt::Entries;
use super::*;

const RSDP: u64 = 0x100;
const RSDT: u64 = 0x200;
const XSDT: u64 = 0x300;
const MADT: u64 = 0x400;
const FADT: u64 = 0x600;
const HPET: u64 = 0x800;
const DSDT: u64 = 0x900;
const SSDT: u64 = 0xa00;
const SIZE: usize = 0xb00;

/// A small memory with tables, which counts how much of it was asked for.
struct Firmware {
    bytes: Vec<u8>,
    asked: Cell<usize>,
}

impl PhysicalMemory for Firmware {
    fn bytes(&self, addresses: Range<u64>) -> Option<&[u8]> {
        let [start, end] =
            [addresses.start, addresses.end].map(|address| usize::try_from(address).ok());
        let bytes = self.bytes.get(start?..end?);
        self.asked
            .set(self.asked.get() + bytes.map_or(1, <[u8]>::len));
        bytes
    }
}

/// Makes the sum of `bytes` 0 by the byte at `at`.
fn sum(bytes: &mut [u8], at: usize) {
    bytes[at] = 0;
    let sum: u8 = bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte));
    bytes[at] = sum.wrapping_neg();
}

/// A table with this body.
fn of(signature: Signature, body: &[u8]) -> Vec<u8> {
    let mut table = vec![0; 36];
    table[..4].copy_from_slice(&signature.0);
    table[4..8].copy_from_slice(&(36 + body.len() as u32).to_le_bytes());
    table.extend(body);
    sum(&mut table, 9);
    table
}

fn madt() -> Vec<u8> {
    let mut body = vec![0; 8];
    body[..4].copy_from_slice(&0xfee0_0000_u32.to_le_bytes());
    body.extend([0, 8, 0, 0, 1, 0, 0, 0]);
    body.extend([0, 8, 1, 7, 0, 0, 0, 0]); // cannot be used
    body.extend([0, 8, 1, 4, 1, 0, 0, 0]);
    body.extend([9, 16, 0, 0, 0x2c, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]); // id 300
    body.extend([0, 8, 3, 4, 1, 0, 0, 0]); // twice
    body.extend([1, 12, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0]);
    body.extend([2, 10, 0, 0, 2, 0, 0, 0, 0, 0]);
    body.extend([2, 10, 0, 9, 9, 0, 0, 0, 0b1101, 0]); // level, high
    body.extend([2, 10, 0, 5, 21, 0, 0, 0, 0b1111, 0]); // level, low
    body.extend([0x7f, 3, 0]); // of no known kind
    of(Signature::MADT, &body)
}

/// A FADT of this many bytes, with these fields.
fn fadt(length: usize, fields: &[(usize, &[u8])]) -> Vec<u8> {
    let mut table = vec![0; length];
    for (offset, bytes) in fields {
        table[*offset..offset + bytes.len()].copy_from_slice(bytes);
    }
    of(Signature::FADT, &table[36..])
}

fn usual_fadt() -> Vec<u8> {
    fadt(
        244,
        &[
            (40, &(DSDT as u32).to_le_bytes()),
            (48, &0xb2_u32.to_le_bytes()),
            (52, &[2]),
            (64, &0x604_u32.to_le_bytes()),
            (76, &0x608_u32.to_le_bytes()),
            (112, &(1_u32 << 10 | 1 << 8).to_le_bytes()),
            (116, &[1, 8, 0, 0, 0xf9, 0x0c, 0, 0, 0, 0, 0, 0, 0x0f]),
        ],
    )
}

fn hpet() -> Vec<u8> {
    let mut body = vec![0; 20];
    body[8..16].copy_from_slice(&0xfed0_0000_u64.to_le_bytes());
    of(Signature::HPET, &body)
}

/// A description that switches the machine off with 5 and 3, after a name that is none.
fn dsdt() -> Vec<u8> {
    let mut body = b"_S5_".to_vec();
    body.extend(b"\x08_S5_\x12\x07\x04\x0a\x05\x0a\x03\x00\x00");
    of(Signature::DSDT, &body)
}

fn rsdp(wide: bool) -> Vec<u8> {
    let mut rsdp = b"RSD PTR \0QEMU  ".to_vec();
    rsdp.push(if wide { 2 } else { 0 });
    rsdp.extend((RSDT as u32).to_le_bytes());
    sum(&mut rsdp, 8);
    rsdp.extend(36_u32.to_le_bytes());
    rsdp.extend(XSDT.to_le_bytes());
    rsdp.extend([0; 4]);
    sum(&mut rsdp, 32);
    rsdp
}

/// The tables, by address.
fn tables(wide: bool) -> Vec<(u64, Vec<u8>)> {
    let others = [FADT, MADT, HPET, SSDT];
    let narrow: Vec<u8> = others
        .iter()
        .flat_map(|it| (*it as u32).to_le_bytes())
        .collect();
    let long: Vec<u8> = others.iter().flat_map(|it| it.to_le_bytes()).collect();
    vec![
        (RSDP, rsdp(wide)),
        (RSDT, of(Signature::RSDT, &narrow)),
        (XSDT, of(Signature::XSDT, &long)),
        (MADT, madt()),
        (FADT, usual_fadt()),
        (HPET, hpet()),
        (DSDT, dsdt()),
        (SSDT, of(Signature::SSDT, &[])),
    ]
}

fn firmware(tables: &[(u64, Vec<u8>)]) -> Firmware {
    let mut bytes = vec![0xff; SIZE];
    for (address, table) in tables {
        let start = *address as usize;
        bytes[start..start + table.len()].copy_from_slice(table);
    }
    Firmware {
        bytes,
        asked: Cell::new(0),
    }
}

/// What is said, and what is wrong.
fn look(firmware: &Firmware) -> (Acpi, Vec<Fault>) {
    let mut faults = Vec::new();
    let acpi = read(firmware, RSDP, |fault| faults.push(fault));
    // Whatever they hold, the tables are read a few times at most.
    let asked = firmware.asked.get();
    assert!(asked < 16 * SIZE, "{asked} bytes were asked for");
    assert!(faults.len() < 10, "{faults:?}");
    for fault in &faults {
        assert!(!fault.to_string().contains('\n'), "{fault}");
    }
    (acpi, faults)
}

/// What is said if the table at `address` is another.
fn with(address: u64, table: Vec<u8>) -> (Acpi, Vec<Fault>) {
    let mut tables = tables(true);
    tables.retain(|(at, _)| *at != address);
    tables.push((address, table));
    look(&firmware(&tables))
}

#[test]
fn what_the_tables_say_is_read_by_both_roots() {
    for wide in [false, true] {
        let (acpi, faults) = look(&firmware(&tables(wide)));
        assert_eq!(faults, []);
        let madt = acpi.madt.expect("it is there");
        assert_eq!(madt.local_apic, 0xfee0_0000);
        assert_eq!(madt.processors.apic_ids(), [0, 4, 300]);
        assert_eq!(madt.processors.unlisted(), 0);
        let io_apic = IoApic {
            address: 0xfec0_0000,
            first: 0,
        };
        assert_eq!(madt.io_apics[..], [io_apic]);
        let line = |irq| {
            let Line { input, level, low } = madt.line(irq);
            (input, level, low)
        };
        assert_eq!(line(0), (2, false, false));
        assert_eq!(line(9), (9, true, false));
        assert_eq!(line(5), (21, true, true));
        assert_eq!(line(4), (4, false, false));
        assert_eq!(madt.named(0), Some(madt.line(0)));
        assert_eq!(madt.named(4), None);
        let fadt = acpi.fadt.expect("it is there");
        assert_eq!(fadt.control, [Some(Register::Port(0x604)), None]);
        assert_eq!(fadt.sleep_control, None);
        let enable = Enable {
            port: 0xb2,
            value: 2,
        };
        assert_eq!(fadt.enable, Some(enable));
        let timer = PowerTimer {
            register: Register::Port(0x608),
            wide: true,
        };
        assert_eq!(fadt.timer, Some(timer));
        let reset = Reset {
            register: Register::Port(0xcf9),
            value: 0xf,
        };
        assert_eq!(fadt.reset, Some(reset));
        assert_eq!(acpi.hpet, Some(0xfed0_0000));
        let types = SleepTypes {
            first: 5,
            second: 3,
        };
        assert_eq!(acpi.sleep_types, Some(types));
    }
}

#[test]
fn a_machine_of_reduced_hardware_has_other_registers() {
    let fields: [(usize, &[u8]); 5] = [
        (40, &(DSDT as u32).to_le_bytes()),
        (64, &0x604_u32.to_le_bytes()),
        (76, &0x608_u32.to_le_bytes()),
        (112, &(1_u32 << 20).to_le_bytes()),
        (244, &[0, 8, 0, 0, 0, 0, 0xe0, 0xfe, 0, 0, 0, 0]),
    ];
    let (acpi, faults) = with(FADT, fadt(268, &fields));
    assert_eq!(faults, []);
    let fadt = acpi.fadt.expect("it is there");
    assert_eq!(fadt.control, [None, None]);
    assert_eq!(fadt.timer, None);
    assert_eq!(fadt.sleep_control, Some(Register::Memory(0xfee0_0000)));
    assert_eq!(fadt.reset, None, "its flag is not set");
}

#[test]
fn a_later_field_is_believed_and_one_in_an_unknown_space_is_not() {
    let port: [u8; 12] = [1, 16, 0, 0, 4, 5, 0, 0, 0, 0, 0, 0];
    let strange: [u8; 12] = [10, 16, 0, 0, 4, 5, 0, 0, 0, 0, 0, 0];
    let far: [u8; 12] = [1, 16, 0, 0, 4, 5, 1, 0, 0, 0, 0, 0];
    for (field, first) in [(port, 0x504), (strange, 0x604), (far, 0x604)] {
        let fields: [(usize, &[u8]); 2] = [(64, &0x604_u32.to_le_bytes()), (172, &field)];
        let (acpi, _) = with(FADT, fadt(244, &fields));
        let control = acpi.fadt.expect("it is there").control;
        assert_eq!(control, [Some(Register::Port(first)), None]);
    }
}

#[test]
fn each_table_that_is_damaged_is_named() {
    let wrong = |address, change: &dyn Fn(&mut Vec<u8>)| {
        let tables = tables(true);
        let found = tables.into_iter().find(|(at, _)| *at == address);
        let (_, mut table) = found.expect("is a table");
        change(&mut table);
        let faults = with(address, table).1;
        faults.iter().map(Fault::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        wrong(MADT, &|table| table[40] ^= 1),
        ["ACPI's table APIC at 0x400 is damaged: its bytes do not add up to 0"]
    );
    assert_eq!(
        wrong(FADT, &|table| {
            table[4..8].copy_from_slice(&60_u32.to_le_bytes());
        })[0],
        "ACPI's table FACP at 0x600 is cut off: it has 60 bytes"
    );
    assert_eq!(
        wrong(HPET, &|table| table[7] = 0xff),
        ["ACPI's table HPET at 0x800 cannot be so long: it has 4278190136 bytes"]
    );
    assert_eq!(
        wrong(HPET, &|table| table[6] = 0x10),
        ["ACPI's table HPET at 0x800 is not in memory"]
    );
    assert_eq!(
        wrong(MADT, &|table| table[0] = b'B'),
        ["ACPI has no table APIC"]
    );
    assert_eq!(
        wrong(RSDP, &|table| table[0] = b'B'),
        ["ACPI's table RSDP at 0x100 is not there"]
    );
    assert_eq!(
        wrong(MADT, &|table| {
            table[45] = 0;
            sum(table, 9);
        }),
        ["ACPI's table APIC at 0x400 is damaged: its entry at 44 cannot have 0 bytes"]
    );
    assert_eq!(
        wrong(MADT, &|table| {
            table[45] = 7;
            sum(table, 9);
        }),
        ["ACPI's table APIC at 0x400 is damaged: its entry at 44 cannot have 7 bytes"]
    );
    // The other root leads to the tables, too.
    assert_eq!(wrong(XSDT, &|table| table[40] ^= 1), [""; 0]);
}

#[test]
fn nothing_is_asked_beyond_the_last_address() {
    let firmware = firmware(&[]);
    for address in [0, 1, SIZE as u64 - 1, u64::MAX - 20, u64::MAX] {
        let mut faults = Vec::new();
        let acpi = read(&firmware, address, |fault| faults.push(fault));
        assert_eq!(acpi, Acpi::default());
        assert_eq!(faults.len(), 1, "{faults:?}");
    }
}

/// Each byte of each table in turn has each value, and the sum is wrong. But for the length,
/// which says what is summed up.
#[test]
fn a_changed_byte_is_noticed() {
    let good = look(&firmware(&tables(true))).0;
    for (address, table) in tables(true) {
        let length = if address == RSDP { 20..24 } else { 4..8 };
        for offset in (0..table.len()).filter(|offset| !length.contains(offset)) {
            for value in (0..=u8::MAX).filter(|value| *value != table[offset]) {
                let mut table = table.clone();
                table[offset] = value;
                let (acpi, faults) = with(address, table);
                // A table that is not asked may be what it likes, and so may a name.
                let unasked = [RSDT, XSDT, SSDT].contains(&address);
                let unnamed = offset < 4 && acpi != good;
                assert!(
                    unasked && acpi == good || unnamed || !faults.is_empty(),
                    "table {address:#x}, {offset}: {value}"
                );
            }
        }
    }
}

/// Each byte of each table in turn has each value, and the sum is right: what is said may be
/// nonsense, but it is said.
#[test]
fn any_table_is_read_to_its_end() {
    for (address, table) in tables(true) {
        for offset in 0..table.len() {
            for value in 0..=u8::MAX {
                let mut table = table.clone();
                table[offset] = value;
                let place = if address == RSDP { 8 } else { 9 };
                if offset != place {
                    if address == RSDP {
                        sum(&mut table[..20], 8);
                        sum(&mut table, 32);
                    } else {
                        sum(&mut table, 9);
                    }
                }
                with(address, table);
            }
        }
    }
}

/// Each table says that it has each length, and the sum is right.
#[test]
fn any_length_is_read_to_its_end() {
    for (address, table) in tables(true) {
        let whole = table.len();
        for length in (0..2 * whole as u32).chain([1 << 24, 1 << 31, u32::MAX]) {
            let mut table = table.clone();
            let place = if address == RSDP { 20 } else { 4 };
            table[place..place + 4].copy_from_slice(&length.to_le_bytes());
            let bytes = (length as usize).clamp(36, whole);
            sum(&mut table[..bytes], if address == RSDP { 32 } else { 9 });
            with(address, table);
        }
    }
}

/// Whether the search for entries comes to its end.
fn ends<'a>(table: &[u8], entries: impl Iterator<Item = (usize, Option<&'a [u8]>)>) -> bool {
    entries.take(table.len() + 1).count() <= table.len()
}

/// Believes the length of each entry.
struct Believing<'a> {
    table: &'a [u8],
    offset: usize,
}

impl<'a> Iterator for Believing<'a> {
    type Item = (usize, Option<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        let offset = self.offset;
        let length = usize::from(*self.table.get(offset + 1)?);
        self.offset += length;
        Some((offset, self.table.get(offset..offset + length)))
    }
}

#[test]
fn the_entries_have_an_end_whatever_their_lengths() {
    let mut believing = 0;
    for first in 0..=u8::MAX {
        for second in 0..=u8::MAX {
            let mut table = vec![0; Madt::LEAST];
            table.extend([0, first]);
            table.resize(Madt::LEAST + usize::from(first), 0);
            table.extend([1, second, 0, 0]);
            assert!(ends(&table, Entries::of(&table)), "{first}, {second}");
            let offset = Madt::LEAST;
            let twin = Believing {
                table: &table,
                offset,
            };
            believing += usize::from(!ends(&table, twin));
        }
    }
    assert!(believing > 0, "the twin is not found out");
}

#[test]
fn the_values_that_switch_off_are_found_by_their_name() {
    let find = |aml: &[u8]| SleepTypes::find(aml).map(|it| (it.first, it.second));
    assert_eq!(find(b"\x08_S5_\x12\x06\x04\x05\x00\x00\x00"), None);
    assert_eq!(find(b"\x08_S5_\x12\x06\x04\x00\x01\x00\x00"), Some((0, 1)));
    assert_eq!(
        find(b"\x08\\_S5_\x12\x08\x02\x0b\x07\x00\x0c\x02\x00\x00\x00"),
        Some((7, 2))
    );
    // A length of two bytes, and one element.
    assert_eq!(find(b"\x08_S5_\x12\x46\x00\x01\x0a\x05"), Some((5, 5)));
    for no in [
        &b"\x08_S4_\x12\x06\x02\x00\x01"[..],
        b"_S5_\x12\x06\x02\x00\x01",
        b"\x08_S5_",
        b"\x08_S5_\x12",
        b"\x08_S5_\x12\xc6\x00",
        b"\x08_S5_\x12\x06\x02\x0a",
        b"\x08_S5_\x12\x06\x02\x0a\x08\x00",
        b"\x08_S5_\x12\x06\x00",
        b"\x08_S5_\x0a\x06\x02\x00\x01",
        b"\x08_S5_\x12\x06\x02\x0b\x01\x01\x00",
        b"",
    ] {
        assert_eq!(find(no), None, "{no:?}");
    }
    // What makes no sense is passed over.
    assert_eq!(
        find(b"\x08_S5_\x0a\x08_S5_\x12\x06\x02\x00\x01"),
        Some((0, 1))
    );
}
