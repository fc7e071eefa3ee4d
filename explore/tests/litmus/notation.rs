//! A program in the notation of the papers, from its text: `Wrlx(x,1) Rrlx(y)`.

/// What the main thread does first, if anything, and then the threads side by side.
pub(crate) fn program(first: &str, threads: &[&str]) -> String {
    let threads: Vec<_> = threads.iter().map(|text| thread(text)).collect();
    let threads = threads.join(" ‖ ");
    match thread(first).as_str() {
        "" => threads,
        first => format!("{first} then {threads}"),
    }
}

/// The accesses of a thread in program order.
fn thread(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut shown = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let kind = match *word {
            "if" => {
                shown.push("if".to_owned());
                continue;
            }
            "load" => "R",
            "await_until" => "A",
            "store" => "W",
            "swap" | "fetch_add" | "fetch_max" => "U",
            "compare_exchange" => "C",
            "compare_exchange_weak" => "Cweak",
            "fence" => "F",
            _ => continue,
        };
        let after = &words[at + 1..];
        let from = after.iter().position(|word| ordering(word).is_some());
        let from = from.expect("every access has an ordering");
        let mut orderings: Vec<_> = after[from..]
            .iter()
            .map_while(|word| ordering(word))
            .collect();
        if kind.starts_with('C') {
            orderings.truncate(2);
        } else {
            orderings.truncate(1);
        }
        let orderings = orderings.join("/");
        if kind == "F" {
            shown.push(format!("{kind}{orderings}"));
            continue;
        }
        let mut values = after[..from].join("→");
        if *word == "fetch_add" {
            values.insert(0, '+');
        } else if *word == "fetch_max" {
            values.insert_str(0, "max ");
        }
        let location = words[at - 1];
        let comma = if values.is_empty() { "" } else { "," };
        shown.push(format!("{kind}{orderings}({location}{comma}{values})"));
    }
    shown.join(" ")
}

fn ordering(word: &str) -> Option<&'static str> {
    Some(match word {
        "Relaxed" => "rlx",
        "Acquire" => "acq",
        "Release" => "rel",
        "AcqRel" => "acqrel",
        "SeqCst" => "sc",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{program, thread};

    #[test]
    fn each_kind_of_access_is_shown() {
        for (text, shown) in [
            ("x.store(1, Relaxed); y.load(Acquire)", "Wrlx(x,1) Racq(y)"),
            ("fence(SeqCst); x.swap(2, AcqRel);", "Fsc Uacqrel(x,2)"),
            ("let a = x . fetch_add (1 , Release) ; a", "Urel(x,+1)"),
            (
                "x.compare_exchange(0, 1, SeqCst, Relaxed)",
                "Csc/rlx(x,0→1)",
            ),
            (
                "x.compare_exchange_weak(0, 1, Relaxed, Relaxed)",
                "Cweakrlx/rlx(x,0→1)",
            ),
            (
                "if y.load(Relaxed) == 1 { x.store(1, Relaxed) }",
                "if Rrlx(y) Wrlx(x,1)",
            ),
            (
                "y.await_until(Acquire, |v| v == 1); x.load(Relaxed)",
                "Aacq(y) Rrlx(x)",
            ),
            ("x.fetch_max(2, Relaxed)", "Urlx(x,max 2)"),
            ("", ""),
        ] {
            assert_eq!(thread(text), shown);
        }
    }
    #[test]
    fn threads_stand_side_by_side() {
        let (write, read) = ("x.store(1, Relaxed);", "x.load(Acquire)");
        assert_eq!(program("", &[write, read]), "Wrlx(x,1) ‖ Racq(x)");
        assert_eq!(program(write, &[read, ""]), "Wrlx(x,1) then Racq(x) ‖ ");
    }
}
