//! What a page says of the image is what the kernel and these commands know.

use latchwork_kernel_lib::boot::{BootInfo, Framebuffer, MemoryMap, Text, Use};
use latchwork_kernel_lib::protocol::{EXIT_PORT, Outcome};
use latchwork_kernel_lib::screen::{CELL_HEIGHT, CELL_WIDTH};

use super::compared::Compared;
use super::page::Page;
use crate::image::matrix;

/// What marks a figure of the image.
const FIGURE: &str = "image: ";

/// The value of the figure called `name`.
fn figure(name: &str) -> Option<String> {
    Some(match name {
        "regions" => MemoryMap::REGIONS.to_string(),
        "command line" => Text::CAPACITY.to_string(),
        "modules" => BootInfo::MODULES.to_string(),
        "longest" => Framebuffer::LONGEST.to_string(),
        "letter's width" => CELL_WIDTH.to_string(),
        "letter's height" => CELL_HEIGHT.to_string(),
        "exit port" => format!("{EXIT_PORT:#x}"),
        "machines" => matrix::rows().len().to_string(),
        _ => return None,
    })
}

/// The first cells of a table whose first head is `head`, if that must be all of a kind.
fn all(head: &str) -> Option<Vec<String>> {
    match head {
        "use" => Some(Use::ALL.map(|it| it.name().to_owned()).to_vec()),
        "status" => Some(Outcome::ALL.map(|it| it.status().to_string()).to_vec()),
        _ => None,
    }
}

pub(super) fn compare(page: &Page, compared: &mut Compared) {
    for (line, word, comment) in &page.markdown.marked {
        let Some(name) = comment.strip_prefix(FIGURE) else {
            continue;
        };
        let wrong = match figure(name) {
            None => Some(format!("there is no figure `{name}` of the image")),
            Some(value) if value == *word => None,
            Some(value) => Some(format!("{name}: the page has {word}, the image {value}")),
        };
        compared.note(*line, wrong);
    }
    for table in &page.markdown.tables {
        let head = table.head.first().map_or("", String::as_str);
        let Some(expected) = all(head) else {
            continue;
        };
        let first = |(_, cells): &(usize, Vec<String>)| cells.first().cloned();
        let cells: Vec<String> = table.rows.iter().filter_map(first).collect();
        let line = table.rows.first().map_or(0, |(line, _)| *line);
        let wrong = cells != expected;
        compared.note(
            line,
            wrong.then(|| format!("the table has {cells:?}, the image {expected:?}")),
        );
    }
}
