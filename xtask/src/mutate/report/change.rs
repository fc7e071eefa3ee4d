//! The code as it is and as it would be.

/// The longest code in a table.
const WIDTH: usize = 44;

pub(super) fn change(from: &str, to: &str) -> String {
    let to = if to.is_empty() { "nothing" } else { to };
    format!("{} → {}", shortened(from), shortened(to))
}

fn shortened(code: &str) -> String {
    if code.chars().count() <= WIDTH {
        return code.to_owned();
    }
    let start: String = code.chars().take(WIDTH - 1).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_code_is_shortened() {
        assert_eq!(change("a", ""), "a → nothing");
        let long = "é".repeat(WIDTH + 1);
        let shown = shortened(&long);
        assert_eq!(shown.chars().count(), WIDTH);
        assert!(shown.ends_with('…'));
    }
}
