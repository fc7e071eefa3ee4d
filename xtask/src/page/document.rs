//! What every page has around its content.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// All styles.
const STYLE: &str = include_str!("style.css");

/// The page called `title`, with what stands in its body; it needs nothing else to be read.
pub(crate) fn document(title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
}
