//! A page, taken apart.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What is compared of a page; lines are counted from 1.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    /// The anchors of its headings.
    pub(super) anchors: Vec<String>,
    /// Where its links go.
    pub(super) links: Vec<(usize, String)>,
    /// Code within sentences and cells.
    pub(super) codes: Vec<(usize, String)>,
    /// Blocks of code.
    pub(super) blocks: Vec<Block>,
    /// Tables.
    pub(super) tables: Vec<Table>,
    /// Words that a comment stands behind, with the comment.
    pub(super) marked: Vec<(usize, String, String)>,
}

/// A block of code.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The line after its fence.
    pub(super) line: usize,
    /// The comment in front of it.
    pub(super) comment: Option<String>,
    pub(super) text: String,
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) head: Vec<String>,
    /// Each row's line and cells.
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

impl Markdown {
    /// Reads a page.
    pub(super) fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut comment = None;
        let mut heading: Option<String> = None;
        let mut block: Option<Block> = None;
        let mut cell = String::new();
        let mut before = String::new();
        let events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
        for (event, range) in events {
            let line = text[..range.start].lines().count().max(1);
            match event {
                Event::Html(html) if html.starts_with("<!--") => comment = Some(inner(&html)),
                Event::InlineHtml(html) if html.starts_with("<!--") => {
                    let word = before.split_whitespace().next_back().unwrap_or_default();
                    page.marked.push((line, word.to_owned(), inner(&html)));
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let anchor = anchor(&heading.take().unwrap_or_default());
                    page.anchors.push(anchor);
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    page.links.push((line, dest_url.into_string()));
                }
                Event::Start(Tag::CodeBlock(_)) => {
                    block = Some(Block {
                        line: line + 1,
                        comment: comment.take(),
                        text: String::new(),
                    });
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
                Event::Start(Tag::Table(_)) => page.tables.push(Table::default()),
                Event::Start(Tag::TableRow) => {
                    let table = page.tables.last_mut().expect("a row is in a table");
                    table.rows.push((line, Vec::new()));
                }
                Event::Start(Tag::TableCell) => cell.clear(),
                Event::End(TagEnd::TableCell) => {
                    let table = page.tables.last_mut().expect("a cell is in a table");
                    match table.rows.last_mut() {
                        Some((_, cells)) => cells.push(cell.clone()),
                        None => table.head.push(cell.clone()),
                    }
                }
                Event::Text(text) => {
                    match (&mut block, &mut heading) {
                        (Some(block), _) => block.text.push_str(&text),
                        (None, Some(heading)) => heading.push_str(&text),
                        (None, None) => cell.push_str(&text),
                    }
                    before = text.into_string();
                }
                Event::Code(code) => {
                    match &mut heading {
                        Some(heading) => heading.push_str(&code),
                        None => cell.push_str(&code),
                    }
                    page.codes.push((line, code.into_string()));
                }
                Event::Start(Tag::Paragraph | Tag::List(_)) => comment = None,
                _ => {}
            }
        }
        page
    }
}

/// What stands in a comment.
fn inner(html: &str) -> String {
    let inner = html.trim().trim_start_matches("<!--");
    inner.trim_end_matches("-->").trim().to_owned()
}

/// The anchor that a page's host gives a heading.
fn anchor(heading: &str) -> String {
    let mut anchor = String::new();
    for c in heading.trim().chars() {
        match c {
            ' ' => anchor.push('-'),
            '-' | '_' => anchor.push(c),
            c if c.is_alphanumeric() => anchor.extend(c.to_lowercase()),
            _ => {}
        }
    }
    anchor
}
