//! Blocking on what the operating system provides, inside a model. The explorer
//! cannot switch to another thread of the model then, so it ends the process.

use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, thread::spawn};
use std::env;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::time::{Duration, Instant};

/// Set in a child, which runs the model instead of the test.
const CHILD: &str = "LATCHWORK_EXPLORE_BAD_INPUT";

/// Longer than the explorer takes to notice.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `model` in a process of its own, which the explorer must end, and returns
/// what it says.
fn ended_by_the_explorer(test: &str, model: fn()) -> String {
    if env::var_os(CHILD).is_some() {
        let report = Explorer::new()
            .workers(1)
            .stuck_after(Duration::from_secs(1))
            .explore(model);
        panic!("the exploration came to an end: {report:?}");
    }
    let mut child = Command::new(env::current_exe().expect("this test has a file"))
        .args([
            &format!("operating_system::{test}"),
            "--exact",
            "--nocapture",
        ])
        .env(CHILD, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test can be started");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().expect("the child can be ended");
            child.wait().expect("the child can be waited for");
            panic!("{test}: the explorer has not ended the process");
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("it was piped")
        .read_to_string(&mut said)
        .expect("an error is text");
    println!("{status}: {said}");
    assert!(!status.success(), "{said}");
    assert!(!said.contains("came to an end"), "{said}");
    said
}

/// Threads of a model with a switch in front of what they do.
fn two_threads(work: impl Fn() + Clone + Send + 'static) {
    let x = Arc::new(AtomicUsize::new(0));
    let (other, others_work) = (Arc::clone(&x), work.clone());
    let other = spawn(move || {
        other.fetch_add(1, Relaxed);
        others_work();
    });
    x.fetch_add(1, Relaxed);
    work();
    other.join().unwrap();
}

#[track_caller]
fn says_what_blocks(said: &str) {
    for words in [
        "operating system",
        "blocks",
        "thread ",
        "latchwork_explore::sync",
    ] {
        assert!(said.contains(words), "{words:?} is missing: {said}");
    }
}

#[test]
fn a_barrier() {
    let said = ended_by_the_explorer("a_barrier", || {
        let barrier = Arc::new(Barrier::new(2));
        two_threads(move || {
            barrier.wait();
        });
    });
    says_what_blocks(&said);
}

#[test]
fn a_mutex() {
    let said = ended_by_the_explorer("a_mutex", || {
        let mutex = Arc::new(Mutex::new(AtomicUsize::new(0)));
        two_threads(move || {
            // A switch inside: the other thread then blocks the thread of the host.
            mutex.lock().unwrap().fetch_add(1, Relaxed);
        });
    });
    says_what_blocks(&said);
}

#[test]
fn a_channel() {
    let said = ended_by_the_explorer("a_channel", || {
        let (_sender, receiver) = mpsc::channel::<()>();
        _ = receiver.recv();
    });
    says_what_blocks(&said);
}

/// A loop without accesses comes back no more than a thread that blocks.
#[test]
fn a_loop_without_accesses() {
    let said = ended_by_the_explorer("a_loop_without_accesses", || {
        loop {
            std::hint::spin_loop();
        }
    });
    says_what_blocks(&said);
}
