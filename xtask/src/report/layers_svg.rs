//! The layers as a picture: boxes on each other, and arrows to what they rest on.

use maud::{Markup, html};

use crate::model::layers::{Standing, Status};

/// Of a box. A phone shows it at about this width, so that text keeps its size.
const BOX: usize = 360;
/// On the right, for arrows that pass a layer by.
const MARGIN: usize = 40;
/// Between boxes.
const GAP: usize = 34;
/// Within a box.
const PAD: usize = 14;
/// Of a line of text.
const LINE: usize = 18;
/// Of an object, with the space below it.
const OBJECT: usize = 34;
/// Characters that fit into a line.
const COLUMNS: usize = 48;
/// Bold ones.
const BOLD: usize = 41;

/// A layer, laid out.
struct Laid<'a> {
    standing: &'a Standing,
    /// Lines of text below the objects.
    lines: Vec<String>,
    status: Vec<String>,
    top: usize,
    height: usize,
}

impl<'a> Laid<'a> {
    fn new(standing: &'a Standing, top: usize) -> Self {
        let lines = [
            ("modules", standing.modules.join(", ")),
            ("checks passed", standing.checks()),
            ("controls rejected", some(standing.rejected)),
        ];
        let lines: Vec<String> = lines
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .flat_map(|(name, text)| wrapped(&format!("{name}: {text}"), COLUMNS))
            .collect();
        let status = wrapped(&standing.status.to_string(), BOLD);
        let objects = standing.layer.objects.len() * OBJECT;
        let text = (lines.len() + status.len() + 1) * LINE;
        Self {
            height: 2 * PAD + text + objects,
            standing,
            lines,
            status,
            top,
        }
    }

    fn bottom(&self) -> usize {
        self.top + self.height
    }

    /// The baseline of the line of text number `index` below the objects.
    fn baseline(&self, index: usize) -> usize {
        self.top + PAD + LINE + self.standing.layer.objects.len() * OBJECT + (index + 1) * LINE - 4
    }

    fn class(&self) -> &'static str {
        match self.standing.status {
            Status::Granted => "granted",
            Status::Checked => "checked",
            Status::NotChecked(_) => "unchecked",
        }
    }
}

/// A number, unless it is 0.
fn some(count: usize) -> String {
    match count {
        0 => String::new(),
        _ => count.to_string(),
    }
}

fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let lines = textwrap::wrap(text, columns).into_iter();
    lines.map(|line| line.into_owned()).collect()
}

/// The picture of `layers`, which are in order from the lowest.
pub(super) fn picture(layers: &[Standing]) -> Markup {
    let mut laid: Vec<Laid> = Vec::new();
    for standing in layers.iter().rev() {
        let top = laid.last().map_or(1, |above| above.bottom() + GAP);
        laid.push(Laid::new(standing, top));
    }
    let height = laid.last().map_or(0, Laid::bottom) + 1;
    let arrows = arrows(&laid);
    let passing = arrows.iter().any(|(_, next)| !next);
    let width = BOX + if passing { MARGIN } else { 1 };
    html! {
        svg viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(told(layers)) {
            defs {
                marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto" {
                    path d="M0 0 L8 4 L0 8 z" {}
                }
            }
            @for layer in &laid { (boxed(layer)) }
            @for (path, _) in &arrows {
                path.arrow d=(path) marker-end="url(#head)" {}
            }
        }
    }
}

/// From each layer to what it rests on, and whether that is the next one.
fn arrows(laid: &[Laid]) -> Vec<(String, bool)> {
    let mut arrows = Vec::new();
    for (place, from) in laid.iter().enumerate() {
        for (index, to) in laid.iter().enumerate().filter(|(_, to)| rests(from, to)) {
            let next = index == place + 1;
            arrows.push((arrow(from, to, next), next));
        }
    }
    arrows
}

fn rests(from: &Laid, to: &Laid) -> bool {
    let below = from.standing.layer.rests_on;
    below
        .iter()
        .any(|below| below.name == to.standing.layer.name)
}

/// Straight down to the next box; round the others, if they are between.
fn arrow(from: &Laid, to: &Laid, next: bool) -> String {
    let middle = BOX / 2;
    let side = BOX + MARGIN - 6;
    let (start, end) = (from.bottom() - PAD, to.top + PAD);
    match next {
        true => format!("M{middle} {} V{}", from.bottom(), to.top - 1),
        false => format!("M{BOX} {start} H{side} V{end} H{}", BOX + 1),
    }
}

fn boxed(layer: &Laid) -> Markup {
    let Laid {
        standing,
        top,
        height,
        ..
    } = layer;
    let left = PAD + 1;
    let status = layer.lines.len();
    html! {
        g class=(layer.class()) {
            rect.layer x="1" y=(top) width=(BOX - 1) height=(height) rx="8" {}
            text.name x=(left) y=(top + PAD + 8) { (standing.layer.name) }
            @for (index, object) in standing.layer.objects.iter().enumerate() {
                @let y = top + PAD + LINE + index * OBJECT;
                rect.object x=(left) y=(y) width=(BOX - 2 * PAD - 1) height=(OBJECT - 8) rx="5" {}
                text x=(left + 8) y=(y + LINE - 1) { (object.name) }
                text.spec x=(BOX - PAD - 8) y=(y + LINE - 1) text-anchor="end" { (last(object.specification)) }
            }
            @for (index, line) in layer.lines.iter().enumerate() {
                text x=(left) y=(layer.baseline(index)) { (line) }
            }
            @for (index, line) in layer.status.iter().enumerate() {
                text.status x=(left) y=(layer.baseline(status + index)) { (line) }
            }
        }
    }
}

/// The last segment of a path.
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The picture in words, for those who cannot see it.
fn told(layers: &[Standing]) -> String {
    let one = |standing: &Standing| {
        let rests = match standing.rests_on() {
            below if below.is_empty() => String::new(),
            below => format!(" rests on {below};"),
        };
        format!("{}:{rests} {}.", standing.layer.name, standing.status)
    };
    let told: Vec<String> = layers.iter().rev().map(one).collect();
    told.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layers::standings;
    use crate::model::layers::tests::{LAYERS, all_well};

    fn drawn() -> String {
        let standings = standings(&LAYERS, &all_well()).expect("all is in its place");
        picture(&standings).into_string()
    }

    #[test]
    fn each_layer_is_a_box_below_what_rests_on_it() {
        let svg = drawn();
        let place = |name: &str| svg.find(&format!(">{name}</text>")).expect("is drawn");
        assert!(place("queue") < place("lock") && place("lock") < place("hardware"));
        assert_eq!(svg.matches("class=\"arrow\"").count(), 2);
    }

    #[test]
    fn an_arrow_to_a_layer_further_down_goes_round() {
        let standings = standings(&LAYERS, &all_well()).expect("all is in its place");
        let (upper, lower) = (Laid::new(&standings[2], 0), Laid::new(&standings[0], 300));
        assert!(arrow(&upper, &lower, true).starts_with(&format!("M{} ", BOX / 2)));
        assert!(arrow(&upper, &lower, false).contains(&format!("H{}", BOX + MARGIN - 6)));
    }
}
