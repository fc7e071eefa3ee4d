//! A map against one that notes the use of each byte.

use super::*;

/// Bytes of the memory that is laid out in all ways.
const BYTES: u64 = 5;
const USES: [Use; 3] = [Use::Free, Use::Acpi, Use::Reserved];

type Lay = fn(&mut MemoryMap, Range<u64>, Use) -> Result<(), MapError>;

/// By byte, the last in the list of uses that was said of it.
fn by_byte(said: &[(Range<u64>, Use)]) -> Vec<Option<Use>> {
    let of = |byte| {
        let uses = said.iter().filter(|(range, _)| range.contains(&byte));
        uses.map(|(_, used)| *used).max()
    };
    (0..BYTES).map(of).collect()
}

/// What is wrong with a map that was told this, if anything is.
fn wrong(map: &MemoryMap, said: &[(Range<u64>, Use)]) -> Option<&'static str> {
    let regions = map.regions();
    let at = |byte| {
        let region = regions.iter().find(|it| (it.start..it.end).contains(&byte));
        region.map(|it| it.used)
    };
    if regions.iter().any(|it| it.start >= it.end) {
        return Some("an empty region");
    }
    if regions.windows(2).any(|it| it[0].end > it[1].start) {
        return Some("regions overlap");
    }
    let touch = |a: Region, b: Region| a.end == b.start && a.used == b.used;
    if regions.windows(2).any(|it| touch(it[0], it[1])) {
        return Some("one region is two");
    }
    let noted: Vec<_> = (0..BYTES).map(at).collect();
    let expected = by_byte(said);
    let counted = |used| expected.iter().filter(|it| **it == Some(used)).count() as u64;
    if noted != expected {
        Some("another use")
    } else if USES.iter().any(|used| map.bytes(*used) != counted(*used)) {
        Some("another count")
    } else {
        None
    }
}

/// What is wrong with the first map that goes wrong, of all that are told three things.
fn first_wrong(lay: Lay) -> Option<&'static str> {
    let ranges = (0..=BYTES).flat_map(|start| (start..=BYTES).map(move |end| start..end));
    let things: Vec<_> = ranges
        .flat_map(|range| USES.map(|used| (range.clone(), used)))
        .collect();
    for first in &things {
        for second in &things {
            for third in &things {
                let said = [first, second, third].map(Clone::clone);
                let mut map = MemoryMap::new();
                for (range, used) in &said {
                    lay(&mut map, range.clone(), *used).expect("there is room");
                }
                if let Some(what) = wrong(&map, &said) {
                    return Some(what);
                }
            }
        }
    }
    None
}

#[test]
fn what_is_said_of_memory_is_noted_byte_by_byte() {
    assert_eq!(first_wrong(MemoryMap::add), None);
}

/// Each is a twin that goes wrong in another way.
#[test]
fn a_map_that_is_not_told_rightly_is_noticed() {
    let later_wins: Lay = |map, range, used| map.lay(range, used, |_, new| new);
    assert_eq!(first_wrong(later_wins), Some("another use"));

    let in_the_order_told: Lay = |map, range, used| map.push(range, used);
    assert_eq!(first_wrong(in_the_order_told), Some("regions overlap"));

    let never_one: Lay = |map, range, used| {
        map.add(range, used)?;
        let pieces: ArrayVec<_, { MemoryMap::REGIONS }> =
            map.regions.iter().flat_map(bytes_of).collect();
        map.regions = pieces;
        Ok(())
    };
    assert_eq!(first_wrong(never_one), Some("one region is two"));
}

fn bytes_of(region: &Region) -> impl Iterator<Item = Region> + use<> {
    let used = region.used;
    (region.start..region.end).map(move |start| Region {
        start,
        end: start + 1,
        used,
    })
}

/// Pages 1 to 9 but the 5th are free, and half of the 10th.
fn some() -> MemoryMap {
    let mut map = MemoryMap::new();
    map.add(PAGE..10 * PAGE + PAGE / 2, Use::Free).unwrap();
    map.add(5 * PAGE..6 * PAGE, Use::Reserved).unwrap();
    map
}

#[test]
fn only_what_is_free_is_claimed_in_whole_pages() {
    let mut map = some();
    let unchanged = some();
    for (start, end) in [(0, 1), (4, 6), (5, 6), (9, 11), (10, 11), (11, 12)] {
        let range = start * PAGE..end * PAGE;
        assert_eq!(map.claim(range, Use::Image), Err(MapError::Taken));
    }
    let half = 10 * PAGE..10 * PAGE + 1;
    assert_eq!(map.claim(half, Use::Image), Err(MapError::Taken));
    assert_eq!(map, unchanged);

    assert_eq!(map.claim(2 * PAGE + 1..3 * PAGE + 1, Use::Image), Ok(()));
    assert_eq!(map.bytes(Use::Image), 2 * PAGE);
    let again = map.claim(3 * PAGE..4 * PAGE, Use::Tables);
    assert_eq!(again, Err(MapError::Taken));
    map.release(Use::Image);
    assert_eq!(map, unchanged);
}

#[test]
fn the_lowest_free_pages_are_taken_that_fit() {
    let mut map = some();
    let mut take = |pages, align, end| {
        let within = PAGE / 2..end * PAGE;
        let taken = map.take(pages * PAGE - 1, align * PAGE, within, Use::Tables);
        taken.map(|range| (range.start / PAGE, range.end / PAGE))
    };
    assert_eq!(take(5, 1, 100), Err(MapError::Taken));
    assert_eq!(take(1, 16, 100), Err(MapError::Taken));
    assert_eq!(take(2, 4, 6), Err(MapError::Taken));
    assert_eq!(take(2, 2, 100), Ok((2, 4)));
    assert_eq!(take(1, 1, 100), Ok((1, 2)));
    assert_eq!(take(2, 1, 100), Ok((6, 8)));
    assert_eq!(take(1, 1, 100), Ok((4, 5)));
    assert_eq!(take(3, 1, 100), Err(MapError::Taken));
    assert_eq!(map.bytes(Use::Tables), 6 * PAGE);

    let mut low = MemoryMap::new();
    low.add(0..2 * PAGE, Use::Free).unwrap();
    let second = low.take(1, PAGE, 1..u64::MAX, Use::Tables);
    assert_eq!(second, Ok(PAGE..2 * PAGE));
    let huge = low.take(u64::MAX, PAGE, 0..u64::MAX, Use::Tables);
    assert_eq!(huge, Err(MapError::Taken));
}

#[test]
fn ram_is_whole_pages_whatever_lies_in_them() {
    let mut map = some();
    map.claim(2 * PAGE..3 * PAGE, Use::Image).unwrap();
    map.add(20 * PAGE + 1..22 * PAGE - 1, Use::Acpi).unwrap();
    map.add(30 * PAGE..31 * PAGE, Use::AcpiNvs).unwrap();
    map.add(40 * PAGE..41 * PAGE, Use::Broken).unwrap();
    assert_eq!(map.ram_from(0), Some(PAGE..5 * PAGE));
    assert_eq!(map.ram_from(2 * PAGE + 1), Some(3 * PAGE..5 * PAGE));
    assert_eq!(map.ram_from(5 * PAGE - 1), Some(6 * PAGE..10 * PAGE));
    assert_eq!(map.ram_from(10 * PAGE), None);
}

#[test]
fn a_full_map_stays_as_it_was() {
    let mut map = MemoryMap::new();
    let mut alone = |index: u64| map.add(index * 2 * PAGE..(index * 2 + 1) * PAGE, Use::Free);
    for index in 0..MemoryMap::REGIONS as u64 {
        assert_eq!(alone(index), Ok(()));
    }
    assert_eq!(alone(1000), Err(MapError::Full));
    let full = map.clone();
    assert_eq!(map.claim(0..1, Use::Image), Ok(()), "a region's whole");
    map.release(Use::Image);
    let split = map.add(1..2, Use::Reserved);
    assert_eq!(split, Err(MapError::Full));
    assert_eq!(map, full);
}

#[test]
fn every_use_is_listed_in_order_and_by_another_name() {
    assert!(Use::ALL.is_sorted());
    for (index, used) in Use::ALL.into_iter().enumerate() {
        let others = &Use::ALL[index + 1..];
        assert!(others.iter().all(|other| other.name() != used.name()));
    }
    let mut map = some();
    map.claim(PAGE..2 * PAGE, Use::Image).unwrap();
    assert_eq!(map.to_string(), "30 KiB free, 4 KiB image");
}
