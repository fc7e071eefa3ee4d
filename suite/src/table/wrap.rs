//! Text in lines, broken between words.

/// How many characters wide `text` is.
pub(super) fn width_of(text: &str) -> usize {
    text.chars().count()
}

/// How wide the widest word of `text` is.
pub(super) fn longest_word(text: &str) -> usize {
    let words = text.split_whitespace();
    words.map(width_of).max().unwrap_or_default()
}

/// The lines of `text`, each of at most `width` characters unless it is one word.
pub(super) fn wrap(text: &str, width: Option<usize>) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        match width {
            Some(width) if width_of(line) > width => lines.extend(broken(line, width)),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn broken(line: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        match lines.last_mut() {
            Some(last) if width_of(last) + 1 + width_of(word) <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `text` in lines of at most `width` characters, unless a word is longer.
pub fn wrapped(text: &str, width: Option<usize>) -> String {
    match width {
        None => text.to_owned(),
        width => wrap(text, width).join("\n"),
    }
}
