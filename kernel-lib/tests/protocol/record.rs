//! Records arrive as they were sent: the kernel writes them without an
//! allocator, and who reads them has one.

use latchwork_kernel_lib::protocol::Record;

#[track_caller]
fn assert_arrives(record: Record<'_>, json: &str) {
    let mut buffer = [0; 256];
    let length = serde_json_core::to_slice(&record, &mut buffer).expect("a record fits");
    let line = std::str::from_utf8(&buffer[..length]).expect("JSON is UTF-8");
    assert_eq!(line, json);
    let arrived: Record<'_> = serde_json::from_str(line).expect("what was sent can be read");
    assert_eq!(arrived, record);
}

#[test]
fn records_arrive() {
    assert_arrives(
        Record::Machine {
            cpus: 4,
            ticks_per_second: 1_000_000_000,
        },
        r#"{"Machine":{"cpus":4,"ticks_per_second":1000000000}}"#,
    );
    assert_arrives(Record::Begin { test: "a" }, r#"{"Begin":{"test":"a"}}"#);
    assert_arrives(
        Record::Test {
            test: "a",
            passed: true,
            ticks: u64::MAX,
            saw: "",
        },
        r#"{"Test":{"test":"a","passed":true,"ticks":18446744073709551615}}"#,
    );
    assert_arrives(
        Record::Test {
            test: "a",
            passed: false,
            ticks: 7,
            saw: "2 of 3",
        },
        r#"{"Test":{"test":"a","passed":false,"ticks":7,"saw":"2 of 3"}}"#,
    );
    assert_arrives(
        Record::Curve {
            lock: "b",
            cpus: 2,
            acquisitions: 10,
            ticks: 20,
            overlap: 97,
        },
        r#"{"Curve":{"lock":"b","cpus":2,"acquisitions":10,"ticks":20,"overlap":97}}"#,
    );
    assert_arrives(
        Record::Clock {
            clock: "HPET",
            ticks_per_second: 1_000,
            deviation: -3,
        },
        r#"{"Clock":{"clock":"HPET","ticks_per_second":1000,"deviation":-3}}"#,
    );
    assert_arrives(
        Record::Timer {
            rate: 5,
            deadline: false,
            least: 1,
            most: 2,
        },
        r#"{"Timer":{"rate":5,"deadline":false,"least":1,"most":2}}"#,
    );
    assert_arrives(
        Record::Interrupts {
            vector: 240,
            name: "wake-up",
            cpu: 255,
            count: 7,
        },
        r#"{"Interrupts":{"vector":240,"name":"wake-up","cpu":255,"count":7}}"#,
    );
    assert_arrives(
        Record::Line {
            cpu: 3,
            handler: true,
            number: 7,
        },
        r#"{"Line":{"cpu":3,"handler":true,"number":7}}"#,
    );
    assert_arrives(
        Record::Lines {
            cpu: 3,
            own: 20,
            handlers: 4,
        },
        r#"{"Lines":{"cpu":3,"own":20,"handlers":4}}"#,
    );
    assert_arrives(Record::Done { failed: 1 }, r#"{"Done":{"failed":1}}"#);
}
