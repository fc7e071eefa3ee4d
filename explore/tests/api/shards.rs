//! Shards are a partition of the executions, and are merged or refused.

use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, MergeError, Shard, Summary, merge, thread};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

fn count() {
    let counter = Arc::new(AtomicUsize::new(0));
    for _ in 0..4 {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            counter.fetch_add(1, Relaxed);
            counter.load(Relaxed);
        });
    }
}

fn shard(text: &str) -> Shard {
    text.parse().unwrap()
}

fn summaries(of: usize) -> Vec<Summary> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let summaries = (1..=of).map(|index| {
        let seen = Arc::clone(&seen);
        let shard = Shard::new(index, of).unwrap();
        let explorer = Explorer::new().shard(shard).on_execution(move |it, _| {
            let is_new = seen.lock().unwrap().insert(it.to_string());
            assert!(is_new, "an execution is in two shards:\n{it}");
        });
        explorer.explore(count).summary("count")
    });
    summaries.collect()
}

#[test]
fn shards_have_every_execution_once() {
    let whole = Explorer::new().explore(count);
    for of in [1, 2, 3, 7] {
        let merged = merge(&summaries(of)).unwrap();
        assert_eq!(merged.complete, whole.complete, "in {of} shards");
        assert_eq!(merged.shard, None);
        assert!(merged.ended);
    }
}

#[test]
fn a_shard_may_be_empty() {
    let report = Explorer::new().shard(shard("5000/5000")).explore(count);
    assert_eq!((report.complete, report.ended), (0, true));
}

#[test]
fn what_does_not_belong_together_is_not_merged() {
    let parts = summaries(3);
    assert_eq!(merge(&[]), Err(MergeError::Nothing));
    assert_eq!(
        merge(&parts[..2]),
        Err(MergeError::Missing(vec![shard("3/3")]))
    );
    let twice = [parts[0].clone(), parts[0].clone()];
    assert_eq!(merge(&twice), Err(MergeError::Twice(shard("1/3"))));
    let mut other = parts.clone();
    other[1].model = "another".to_owned();
    assert_eq!(merge(&other), Err(MergeError::Different("in the model")));
    let mut other = parts.clone();
    other[1].shard = Some(shard("2/4"));
    assert!(matches!(merge(&other), Err(MergeError::Different(_))));
    let mut other = parts.clone();
    other[1].memory_model = latchwork_explore::MemoryModel::Sc;
    assert!(matches!(merge(&other), Err(MergeError::Different(_))));
    let mut whole = parts;
    whole[0].shard = None;
    assert_eq!(merge(&whole), Err(MergeError::NotAShard));
}

#[test]
fn a_shard_is_written_i_of_n() {
    for bad in [
        "",
        "3",
        "0/2",
        "3/2",
        "1/0",
        "a/b",
        "1/2/3",
        "1/18446744073709551615",
    ] {
        assert!(bad.parse::<Shard>().is_err(), "{bad}");
    }
    assert_eq!(shard("2/4").to_string(), "2/4");
    assert_eq!((shard("2/4").index(), shard("2/4").of()), (2, 4));
    let json = serde_json::to_string(&shard("2/4")).unwrap();
    assert_eq!(serde_json::from_str::<Shard>(&json).unwrap(), shard("2/4"));
    assert!(serde_json::from_str::<Shard>("\"5/4\"").is_err());
}
