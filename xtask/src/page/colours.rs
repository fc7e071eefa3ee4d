//! The colours of charts.

use plotters::style::RGBColor;

/// One a lock. The style sheet has lighter ones for the dark.
const COLOURS: [RGBColor; 6] = [
    RGBColor(0x0B, 0x61, 0xA4),
    RGBColor(0xB4, 0x3A, 0x0A),
    RGBColor(0x1B, 0x70, 0x3A),
    RGBColor(0x7A, 0x2E, 0x9E),
    RGBColor(0x8A, 0x6D, 0x00),
    RGBColor(0x00, 0x6D, 0x77),
];

/// Text and axes; the style sheet has another for the dark.
pub(crate) const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);

/// The grid.
pub(crate) const FAINT: RGBColor = RGBColor(0xDD, 0xDD, 0xDD);

/// The colour of the lock at this place of the list.
pub(crate) fn colour(place: usize) -> RGBColor {
    COLOURS[place % COLOURS.len()]
}

/// A colour, as a page writes it.
pub(crate) fn hex(RGBColor(r, g, b): RGBColor) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}
