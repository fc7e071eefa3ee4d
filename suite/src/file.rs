//! Files with results: whole, or not there. By hand, because a checker program needs no
//! names that nobody can guess, and no crate for a rename.

use std::fs;
use std::io;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Writes `text` to `path`, whose directory is made if need be. Whoever reads `path`
/// meanwhile, or writes it, too, finds one text or another whole: it is written beside,
/// and renamed.
///
/// # Errors
///
/// If that cannot be done; then `path` is as it was.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Relaxed: each call gets its own number, whatever else it sees.
    let number = NUMBER.fetch_add(1, Relaxed);
    let beside = path.with_file_name(format!(".{name}.{}.{number}", process::id()));
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // It may not be there; the error that matters is the first one.
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod tests {
    use super::*;
    use std::env;
    use std::thread;

    #[test]
    fn writers_at_the_same_time_leave_one_text_whole_and_nothing_beside() {
        let directory = env::temp_dir().join(format!("latchwork-file-{}", process::id()));
        let path = directory.join("deep").join("result.json");
        let texts = ["a".repeat(1 << 20), "b".repeat(1 << 16)];
        thread::scope(|scope| {
            for text in &texts {
                scope.spawn(|| {
                    for _ in 0..50 {
                        write(&path, text).expect("is written");
                        let read = fs::read_to_string(&path).expect("is there");
                        assert!(texts.contains(&read), "{} characters", read.len());
                    }
                });
            }
        });
        let there = fs::read_dir(path.parent().expect("one")).expect("a directory");
        assert_eq!(there.count(), 1);
        let taken = path.join("below a file");
        assert!(write(&taken, "").is_err());
        fs::remove_dir_all(&directory).expect("is removed");
    }
}
