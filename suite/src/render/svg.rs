//! A counterexample as a drawing: a lane for each CPU, time downwards.

use crate::counterexample::{Counterexample, Step};
use svg::node::element::{Group, Line, Rectangle, Style, Text, Title};
use svg::{Document, Node};

/// The width of a character, and the distance of two lines, of the text.
const CHAR: usize = 8;
const LINE: usize = 18;
/// The margin of the drawing, and the gap between two columns.
const MARGIN: usize = 16;
const GAP: usize = 24;
/// The space in a box beside its text, and between boxes of a lane.
const PADDING: usize = 10;
const BETWEEN: usize = 10;
/// The longest line of a state, and of the headline at least.
const STATE: usize = 44;
const HEADLINE: usize = 72;

/// Everything is named by a class of its own, so that the drawing can stand in a
/// page: a style there counts for the whole page.
const STYLE: &str = "\
.cx-ground { fill: #ffffff; }
.cx-text { fill: #1b1f24; font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
.cx-faint { fill: #57606a; }
.cx-strong { font-weight: bold; }
.cx-lane { stroke: #d0d7de; stroke-width: 1; }
.cx-box { fill: #eaeef2; stroke: #8c959f; stroke-width: 1; }
.cx-box-marked { fill: #ffd8d3; stroke: #b3261e; stroke-width: 2.5; }
.cx-marked { fill: #b3261e; }
@media (prefers-color-scheme: dark) {
.cx-ground { fill: #16191d; }
.cx-text { fill: #e6e9ed; }
.cx-faint { fill: #9aa4af; }
.cx-lane { stroke: #3a424b; }
.cx-box { fill: #2b3138; stroke: #78828d; }
.cx-box-marked { fill: #5a1d19; stroke: #ff8f85; }
.cx-marked { fill: #ff8f85; }
}";

/// The drawing, as a document of its own that needs nothing else: no script, no
/// font, no image. It is the same for the same counterexample.
pub fn svg(counterexample: &Counterexample) -> String {
    let columns = Columns::of(counterexample);
    let width = columns.end + MARGIN;
    let mut drawing = Group::new();
    let mut y = MARGIN + LINE;

    for line in wrap(
        &counterexample.headline(),
        (columns.end / CHAR).max(HEADLINE),
    ) {
        drawing.append(text(MARGIN, y, "cx-strong", &line));
        y += LINE;
    }
    y += LINE / 2;

    let lanes = y;
    for (&cpu, &x) in counterexample.cpus.iter().zip(&columns.lanes) {
        let name = text(x, y, "cx-strong", &format!("CPU {cpu}"));
        drawing.append(name.set("text-anchor", "middle"));
    }
    drawing.append(text(columns.state, y, "cx-faint", "state after it"));
    drawing.append(text(columns.at, y, "cx-faint", "source line"));
    y += LINE + BETWEEN;
    drawing.append(text(columns.at, y, "cx-faint", "(at first)"));
    for line in wrap(&counterexample.before, STATE) {
        drawing.append(text(columns.state, y, "cx-faint", &line));
        y += LINE;
    }

    let mut boxes = Group::new();
    for step in &counterexample.steps {
        let lane = counterexample.cpus.iter().position(|&cpu| cpu == step.cpu);
        let lane = lane.map(|lane| columns.lanes[lane]);
        y += columns.draw(&mut boxes, lane, step, y);
    }
    for &x in &columns.lanes {
        let lane = Line::new().set("class", "cx-lane");
        let lane = lane.set("x1", x).set("x2", x);
        drawing.append(lane.set("y1", lanes + LINE / 2).set("y2", y));
    }
    drawing.append(boxes);
    y += LINE;
    let left_out = counterexample.left_out.to_string();
    drawing.append(text(MARGIN, y, "cx-faint", &left_out));
    y += MARGIN;

    let width = width.max(MARGIN * 2 + HEADLINE * CHAR);
    let ground = Rectangle::new().set("class", "cx-ground");
    Document::new()
        .set("viewBox", (0, 0, width, y))
        .set("width", width)
        .set("height", y)
        .set("role", "img")
        .add(Title::new(printable(&counterexample.headline())))
        .add(Style::new(STYLE))
        .add(ground.set("width", width).set("height", y))
        .add(drawing)
        .to_string()
}

/// Where the columns lie.
struct Columns {
    /// Where the numbers end.
    numbers: usize,
    /// The middle of each CPU's lane.
    lanes: Vec<usize>,
    /// The width of a box.
    width: usize,
    state: usize,
    at: usize,
    /// Where the last column ends.
    end: usize,
}

impl Columns {
    fn of(counterexample: &Counterexample) -> Self {
        let steps = &counterexample.steps;
        let longest = |length: fn(&Step) -> usize| steps.iter().map(length).max().unwrap_or(0);
        let event = longest(|step| step.event.chars().count()).max("CPU 00".len());
        let width = event * CHAR + 2 * PADDING;
        let first = MARGIN + "▶ 1000 ".chars().count() * CHAR;
        let lane = width + GAP;
        let lanes = (0..counterexample.cpus.len()).map(|lane_number| first + lane_number * lane);
        let state = first + counterexample.cpus.len() * lane;
        let states = longest(|step| step.state.chars().count());
        let states = states
            .max(counterexample.before.chars().count())
            .clamp("state after it".len(), STATE);
        let at = state + states * CHAR + GAP;
        let places = longest(|step| step.at.chars().count()).max("source line".len());
        Self {
            numbers: first - GAP / 2,
            lanes: lanes.map(|left| left + width / 2).collect(),
            width,
            state,
            at,
            end: at + places * CHAR,
        }
    }

    /// Draws `step` from `y` on; how much room it takes.
    fn draw(&self, onto: &mut Group, lane: Option<usize>, step: &Step, y: usize) -> usize {
        let state = wrap(&step.state, STATE);
        let lines = state.len().max(1);
        let height = LINE * lines + PADDING;
        let (frame, tone) = match step.marked {
            true => ("cx-box cx-box-marked", "cx-marked"),
            false => ("cx-box", ""),
        };
        let baseline = y + LINE;
        let in_the_middle = baseline + (lines - 1) * LINE / 2;
        if step.marked {
            onto.append(text(MARGIN, in_the_middle, tone, "▶"));
        }
        if let Some(number) = step.number {
            let number = text(self.numbers, in_the_middle, tone, &number.to_string());
            onto.append(number.set("text-anchor", "end"));
        }
        if let Some(x) = lane {
            let frame = Rectangle::new().set("class", frame).set("rx", 4);
            let frame = frame.set("x", x - self.width / 2).set("y", y);
            onto.append(frame.set("width", self.width).set("height", height));
            let event = text(x, in_the_middle, "", &step.event);
            onto.append(event.set("text-anchor", "middle"));
        }
        for (number, line) in state.iter().enumerate() {
            onto.append(text(self.state, baseline + number * LINE, tone, line));
        }
        onto.append(text(self.at, in_the_middle, "cx-faint", &step.at));
        height + BETWEEN
    }
}

/// A line of text; `class` says what it is beside that.
fn text(x: usize, y: usize, class: &str, content: &str) -> Text {
    let class = format!("cx-text {class}");
    Text::new(printable(content))
        .set("class", class.trim_end())
        .set("x", x)
        .set("y", y)
}

/// Without the characters that XML does not allow.
fn printable(text: &str) -> String {
    text.replace(
        |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'),
        " ",
    )
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let lines = textwrap::wrap(text, width);
    lines.into_iter().map(|line| line.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counterexample::tests::example;

    #[test]
    fn every_step_is_drawn_and_the_marked_ones_stand_out() {
        let drawing = svg(&example());
        for step in &example().steps {
            assert!(
                drawing.contains(&format!("\n{}\n", step.event)),
                "{drawing}"
            );
            assert!(drawing.contains(&format!("\n{}\n", step.at)), "{drawing}");
        }
        assert_eq!(drawing.matches(r#""cx-box""#).count(), 2);
        assert_eq!(drawing.matches(r#""cx-box cx-box-marked""#).count(), 2);
    }

    #[test]
    fn text_stays_text() {
        let mut example = example();
        example.reason = "<script>alert('&')</script>\u{7}".to_owned();
        example.steps[0].state = "a < b & c".to_owned();
        let drawing = svg(&example);
        assert!(!drawing.contains("<script"), "{drawing}");
        assert!(!drawing.contains('\u{7}'), "{drawing}");
        assert!(drawing.contains("a &lt; b &amp; c"), "{drawing}");
    }

    #[test]
    fn a_long_state_is_broken() {
        let mut example = example();
        example.steps[0].state = "word ".repeat(40);
        example.before = "word ".repeat(40);
        let drawing = svg(&example);
        let longest = drawing
            .lines()
            .filter(|line| line.contains("word"))
            .map(str::len);
        assert!(
            longest.max().is_some_and(|longest| longest < 120),
            "{drawing}"
        );
    }
}
