//! Circles in made-up crates, each of one kind.

use super::*;
use crate::ground::package::Target;
use crate::ground::package::tests::package;

/// A crate of these files, the root first.
fn tree(files: &[(&str, &str)]) -> Result<Tree, String> {
    let read = |path: &Path| {
        let file = files.iter().find(|(name, _)| path == Path::new(name));
        file.map(|(_, text)| (*text).to_owned())
    };
    Tree::read(Path::new(files[0].0), &read)
}

/// The circles of the crate of these files, in full.
fn shown(files: &[(&str, &str)]) -> Vec<String> {
    let tree = tree(files).unwrap_or_else(|error| panic!("{error}"));
    circles(&tree, Path::new(""))
}

/// The circles of the crate of these files, without their uses.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let circle = |text: String| {
        let first = text.lines().next().unwrap_or_default().to_owned();
        let (_, circle) = first.split_once("circle: ").expect("it is one");
        circle.to_owned()
    };
    shown(files).into_iter().map(circle).collect()
}

/// The circles of a crate of two modules in which `b` uses `a`, and `a` is this.
fn beside(a: &str) -> Vec<String> {
    found(&[
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", &format!("{a}\npub(crate) struct A;\n")),
        (
            "b.rs",
            "use crate::a::A;\npub(crate) struct B(A);\npub(crate) fn f() {}\npub(crate) const C: u8 = 0;\n",
        ),
    ])
}

const CIRCLE: [&str; 1] = ["a -> b -> a"];

#[test]
fn modules_that_use_one_way_are_in_no_circle() {
    assert_eq!(beside(""), [""; 0]);
    assert_eq!(beside("use std::fmt;\nfn g(b: u8) -> u8 { b }"), [""; 0]);
}

#[test]
fn a_circle_is_shown_with_the_line_of_each_use() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\n"),
        ("src/a.rs", "//! A.\n\nuse crate::b::B;\npub struct A;\n"),
        (
            "src/b.rs",
            "pub struct B;\nfn f() {}\nfn g(a: super::a::A) {}\n",
        ),
    ];
    assert_eq!(
        shown(&files),
        ["src/a.rs:3: modules in a circle: a -> b -> a\n  \
          src/a.rs:3: a uses crate::b::B of b\n  \
          src/b.rs:3: b uses super::a::A of a"]
    );
}

#[test]
fn every_way_to_a_module_is_followed() {
    for use_of_b in [
        // From the crate, from the parent, from here.
        "use crate::b::B;",
        "use super::b::B;",
        "use crate::b::{self, B};",
        "use crate::{b::{f, B as Other}};",
        "use super::b::*;",
        "fn g() { super::b::f() }",
        "fn g() { self::super::b::f() }",
        "mod inner { use super::super::b::B; }",
        // By the name of a module that was brought in.
        "use super::b;\nfn g() { b::f() }",
        "use crate::b as other;\nfn g() -> u8 { other::C }",
        "use crate as all;\nfn g() { all::b::f() }",
        "use super::*;\nfn g() { b::f() }",
        "fn g() { use super::b; b::f() }",
        // In every place where a path can stand.
        "type T = Option<crate::b::B>;",
        "impl Clone for crate::b::B {}",
        "fn g(x: u8) { match x { crate::b::C => {} _ => {} } }",
        "fn g() where crate::b::B: Copy {}",
        // In tokens.
        "fn g() { println!(\"{}\", crate::b::C); }",
        "fn g() { vec![[0; crate::b::C..super::b::C]]; }",
        "use super::b;\nfn g() { assert!(0..b::C); }",
        "macro_rules! m { ($x:expr) => { $crate::b::f($x) }; }",
        "m! { use crate::{b::{f}}; }",
        "#[derive(Serialize)]\nstruct S { #[serde(with = \"crate::b\")] x: u8, #[serde(with = \"super::b::f\")] y: u8 }",
        // Under whatever condition.
        "#[cfg(not(test))]\nuse crate::b::B;",
        "#[cfg(any(test, loom))]\nuse crate::b::B;",
        "#[cfg(feature = \"test\")]\nuse crate::b::B;",
        "#[cfg(loom)]\nfn g() { crate::b::f() }",
    ] {
        assert_eq!(beside(use_of_b), CIRCLE, "{use_of_b}");
    }
}

#[test]
fn what_only_names_no_item_of_a_module_does_not_count() {
    for no_use in [
        "use super::b;",
        "fn g(b: u8) { b.f(); println!(\"{b} crate::b::f\"); }",
        "/// See [`B`](crate::b::B).\nfn g() {}",
        "// crate::b::f()",
        "use other::b::f;\nfn g() { f(); other::b::f(); ::b::f() }",
        "fn g() { m!(self.b.f, x.b::<u8>(), $b::f, ::b::f) }",
        "pub(in crate::b) fn g() {}",
    ] {
        assert_eq!(beside(no_use), [""; 0], "{no_use}");
    }
}

#[test]
fn tests_do_not_count() {
    for test in [
        "#[cfg(test)]\nuse crate::b::B;",
        "#[cfg(test)]\nmod tests { use crate::b::*; }",
        "#[cfg(all(test, not(loom)))]\nfn g() { crate::b::f() }",
        "#[cfg(any(test, doctest))]\nfn g() { crate::b::f() }",
        "#[test]\nfn g() { crate::b::f() }",
        "struct S;\nimpl S {\n#[cfg(test)]\nfn g() { crate::b::f() }\n}",
    ] {
        assert_eq!(beside(test), [""; 0], "{test}");
    }
    let in_a_file = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "pub struct A;\n#[cfg(test)]\nmod tests;\n"),
        ("a/tests.rs", "mod inner;\nuse crate::b::B;\n"),
        ("a/tests/inner.rs", "use crate::b::B;\n"),
        ("b.rs", "pub struct B(super::a::A);\n"),
    ];
    assert_eq!(found(&in_a_file), [""; 0]);
}

/// The circles of a crate in which a parent of these words has two children.
fn in_family(parent: &str, child: &str) -> Vec<String> {
    found(&[
        ("lib.rs", "mod parent;\n"),
        ("parent/mod.rs", parent),
        ("parent/child.rs", child),
        ("parent/other.rs", "pub struct Other;\n"),
    ])
}

#[test]
fn a_parent_that_hands_on_what_a_child_defines_uses_nobody() {
    // The child uses what its parent defines; the parent only hands on.
    let own = "mod child;\nmod other;\npub use child::Child;\npub struct Own;\n";
    let of_parent = "pub struct Child(super::Own);\n";
    assert_eq!(in_family(own, of_parent), [""; 0]);
    assert_eq!(
        in_family(&own.replace("pub use", "pub(crate) use"), of_parent),
        [""; 0]
    );
    // The child uses what another child defines, through the parent, which uses it.
    let both = "mod child;\nmod other;\npub use child::Child;\npub use other::Other;\n\
                fn f(child: Child) {}\n";
    assert_eq!(
        in_family(both, "pub struct Child(super::Other);\n"),
        [""; 0]
    );
    // The child uses what its parent defines, and the parent uses the child.
    let circle = ["parent -> parent::child -> parent"];
    for uses in [
        "use child::Child;\nstruct S(Child);\n",
        "fn f(child: child::Child) {}\n",
        "pub use child::Child;\nfn f(child: Child) {}\n",
        "pub use child::*;\nfn f(child: Child) {}\n",
        "pub use self::child::Child as Renamed;\nfn f() { g!(Renamed) }\n",
    ] {
        let parent = format!("mod child;\nmod other;\n{uses}pub struct Own;\n");
        assert_eq!(in_family(&parent, of_parent), circle, "{uses}");
    }
}

#[test]
fn whoever_uses_what_a_parent_hands_on_uses_who_defines_it() {
    let files = |second| {
        found(&[
            ("lib.rs", "mod parent;\n"),
            (
                "parent/mod.rs",
                "mod one;\nmod two;\npub use one::One;\npub use two::*;\n",
            ),
            ("parent/one.rs", "pub struct One(super::Two);\n"),
            ("parent/two.rs", second),
        ])
    };
    assert_eq!(files("pub struct Two;\n"), [""; 0]);
    assert_eq!(
        files("use crate::parent::One;\npub struct Two;\n"),
        ["parent::one -> parent::two -> parent::one"]
    );
}

#[test]
fn a_method_is_used_where_it_is_called_on_self() {
    let files = |parent: &str| {
        found(&[
            ("lib.rs", "mod parent;\n"),
            (
                "parent.rs",
                &format!(
                    "mod child;\npub struct Own;\nimpl Own {{ {parent} fn other(&self) {{}} }}\n"
                ),
            ),
            (
                "parent/child.rs",
                "use super::Own;\nimpl Own { pub fn go(&self) {}\n pub const C: u8 = 0; }\n",
            ),
        ])
    };
    assert_eq!(files("fn f(&self) { self.other() }"), [""; 0]);
    let circle = ["parent -> parent::child -> parent"];
    for call in [
        "fn f(&self) { self.go() }",
        "fn f(&self) { assert!(self.go()) }",
        "fn f(&self) -> u8 { Self::C }",
        "fn f(&self) { Own::go(self) }",
        "fn f(&self) { println!(\"{}\", Self::C) }",
    ] {
        assert_eq!(files(call), circle, "{call}");
    }
}

#[test]
fn a_folder_is_one_thing_to_those_beside_it() {
    let files = |b: &str| {
        found(&[
            (
                "main.rs",
                "mod low;\nmod high;\nfn main() { high::a::f() }\n",
            ),
            ("low/mod.rs", "mod a;\nmod b;\n"),
            ("low/a.rs", "pub fn f() {}\n"),
            ("low/b.rs", b),
            ("high/mod.rs", "pub mod a;\npub mod b;\n"),
            ("high/a.rs", "pub fn f() { crate::low::a::f() }\n"),
            ("high/b.rs", "pub fn f() {}\n"),
        ])
    };
    assert_eq!(files("use super::a;\nfn f() { a::f() }"), [""; 0]);
    // No module is in a circle, but the folders are.
    assert_eq!(files("use crate::high::b::f;"), ["low -> high -> low"]);
}

#[test]
fn what_the_crate_itself_defines_counts_as_a_module() {
    let files = |a| {
        found(&[
            ("lib.rs", "mod a;\nfn f() { a::g() }\nconst C: u8 = 0;\n"),
            ("a.rs", a),
        ])
    };
    assert_eq!(files("pub fn g() {}\n"), [""; 0]);
    assert_eq!(
        files("pub fn g() -> u8 { crate::C }\n"),
        ["crate -> a -> crate"]
    );
}

#[test]
fn a_macro_is_used_where_it_is_called() {
    let files = |a| {
        found(&[
            ("lib.rs", "#[macro_use]\nmod m;\nmod a;\n"),
            ("m.rs", "use crate::a::A;\nmacro_rules! new { () => {} }\n"),
            ("a.rs", a),
        ])
    };
    assert_eq!(files("pub struct A;\nother!();\n"), [""; 0]);
    assert_eq!(files("pub struct A;\nfn f() { new() }\n"), [""; 0]);
    assert_eq!(
        files("fn f() { assert!(new!()) }\npub struct A;\n"),
        ["m -> a -> m"]
    );
    assert_eq!(files("use crate::new;\npub struct A;\n"), ["m -> a -> m"]);
    assert_eq!(files("pub struct A;\nnew!();\n"), ["m -> a -> m"]);
    assert_eq!(files("pub struct A;\ncrate::new! {}\n"), ["m -> a -> m"]);
}

#[test]
fn a_macro_that_nobody_lends_is_known_below_its_module_only() {
    let files = |root: &str| {
        found(&[
            ("lib.rs", root),
            (
                "m/mod.rs",
                "pub mod below;\nuse crate::a::A;\nmacro_rules! thread_local { () => {} }\n",
            ),
            ("m/below.rs", ""),
            ("a.rs", "pub struct A;\nthread_local!();\n"),
        ])
    };
    // It is the macro of the standard library.
    assert_eq!(files("mod m;\nmod a;\n"), [""; 0]);
    assert_eq!(files("#[macro_use]\nmod m;\nmod a;\n"), ["m -> a -> m"]);
    let below = [
        ("lib.rs", "mod m;\n"),
        (
            "m/mod.rs",
            "macro_rules! new { () => {} }\nmod below;\nuse below::Below;\n",
        ),
        ("m/below.rs", "new!();\npub struct Below;\n"),
    ];
    assert_eq!(found(&below), ["m -> m::below -> m"]);
}

#[test]
fn what_is_here_is_not_used_elsewhere() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\nmod t;\n"),
        ("t.rs", "pub struct T;\n"),
        (
            "a.rs",
            "impl crate::t::T { fn f(&self) {} fn g(&self) { self.f() } }\n",
        ),
        (
            "b.rs",
            "impl crate::t::T { fn f(&self) {} fn g(&self) { self.f() } }\n",
        ),
    ];
    // One is built, or the other.
    assert_eq!(found(&files), [""; 0]);
    let makes = "macro_rules! new { () => {} }\nfn f() { new!() }\n";
    let macros = [
        ("lib.rs", "#[macro_use]\nmod a;\n#[macro_use]\nmod b;\n"),
        ("a.rs", makes),
        ("b.rs", makes),
    ];
    assert_eq!(found(&macros), [""; 0]);
}

#[test]
fn what_a_macro_has_made_counts_as_its_modules_own() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "make!(A);\nuse super::b::B;\n"),
        ("b.rs", "make!(B);\nfn f(a: super::a::A) {}\n"),
    ];
    assert_eq!(found(&files), CIRCLE);
}

#[test]
fn the_shortest_circle_is_shown_and_each_module_once() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\nmod e;\n"),
        ("a.rs", "use crate::b::B;\npub struct A;\n"),
        ("b.rs", "use crate::c::C;\npub struct B;\n"),
        ("c.rs", "use crate::{a::A, b::B};\npub struct C;\n"),
        ("d.rs", "use crate::{a::A, e::E};\npub struct D;\n"),
        ("e.rs", "use crate::d::D;\npub struct E;\n"),
    ];
    assert_eq!(found(&files), ["a -> b -> c -> a", "d -> e -> d"]);
}

#[test]
fn a_use_that_leads_back_to_itself_leads_nowhere() {
    // Each hands on what the other does, and nobody defines it.
    let files = [
        ("lib.rs", "mod a;\nmod b;\nmod c;\n"),
        ("a.rs", "pub use crate::b::X;\npub use crate::b::*;\n"),
        ("b.rs", "pub use crate::a::X;\npub use crate::a::*;\n"),
        ("c.rs", "use crate::a::X;\nfn f() { crate::b::Y }\n"),
    ];
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn a_module_without_a_file_and_a_file_without_sense_are_errors() {
    let error = |files: &[(&str, &str)]| tree(files).expect_err("it is one");
    assert_eq!(
        error(&[("src/lib.rs", "\nmod a;\n")]),
        "src/lib.rs:2: there is no file of the module a"
    );
    let broken = error(&[("lib.rs", "mod a;\n"), ("a.rs", "fn f() {}\nfn g( {}\n")]);
    assert!(broken.starts_with("a.rs:2: cannot be parsed"), "{broken}");
}

#[test]
fn a_module_may_be_declared_for_each_of_two_conditions() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\n"),
        (
            "a.rs",
            "#[cfg(x)]\nmod i;\n#[cfg(not(x))]\nmod i;\npub struct A;\n",
        ),
        ("a/i.rs", "use crate::b::B;\n"),
        ("b.rs", "pub struct B(crate::a::A);\n"),
    ];
    assert_eq!(found(&files), CIRCLE);
}

#[test]
fn a_file_that_no_module_leads_to_is_found() {
    let directory = tempfile::tempdir().expect("there is room");
    let write = |name: &str, text: &str| {
        let file = directory.path().join(name);
        fs::create_dir_all(file.parent().expect("it is in a folder")).expect("there is room");
        fs::write(&file, text).expect("there is room");
        file
    };
    let root = write("src/lib.rs", "#[cfg(test)]\nmod tests;\n");
    write("src/tests.rs", "");
    let package = Package {
        manifest_path: directory.path().join("Cargo.toml"),
        targets: vec![Target {
            name: "a".to_owned(),
            kind: vec!["lib".to_owned()],
            src_path: root,
            test: true,
            doctest: true,
        }],
        ..package("a", &[])
    };
    let workspace = Workspace::at(directory.path().into(), directory.path().join("target"));
    let wrong = || violations_of(&workspace, &package).expect("it can be read");
    assert_eq!(wrong(), BTreeSet::new());
    write("src/lost.rs", "use crate::nowhere;\n");
    let lost = "src/lost.rs: no `mod` leads to this file".to_owned();
    assert_eq!(wrong(), BTreeSet::from([lost.clone()]));
    // A program that must not compile is none of them.
    write("tests/words/program.rs", "mod nowhere;\n");
    write("tests/words/program.stderr", "error\n");
    assert_eq!(wrong(), BTreeSet::from([lost]));
}

#[test]
fn a_list_declares_modules() {
    let files = |list| {
        found(&[
            ("lib.rs", list),
            ("a.rs", "use crate::b::B;\npub struct A;\n"),
            ("b/mod.rs", "use crate::a::A;\npub struct B;\n"),
        ])
    };
    assert_eq!(files("objects! { a: [x::X], b: [], other: B, }\n"), CIRCLE);
    assert_eq!(
        files("objects! { #[x] a: [], #[cfg(y)] #[x] b: [], }\n"),
        CIRCLE
    );
    // A path, a field of something else, and what defines a macro declare nothing.
    assert_eq!(files("objects! { a::B, x = a: b }\n"), [""; 0]);
    assert_eq!(files("objects! { x #[y] a: [], z [y] b: [] }\n"), [""; 0]);
    assert_eq!(files("macro_rules! list { a: b, b: a }\n"), [""; 0]);
}
