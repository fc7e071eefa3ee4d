//! Whether the primitives build with the oldest of what they say is enough: Rust, and the
//! versions of other people's packages.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;

use duct::{Expression, cmd};

use crate::gate::combinations::{self, On};
use crate::ground::cargo;
use crate::ground::package::Package;
use crate::ground::program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::{PRIMITIVES, Workspace};
use crate::setup::toolchain::{ONE_CORE, SIMPLE_TARGET};

/// The directory in `target` that this is done in.
pub(crate) const PLACE: &str = "oldest";

/// The version of Rust that the primitives name, all of them; or what is wrong.
pub(crate) fn rust(workspace: &Workspace) -> Result<&str, String> {
    let packages = workspace.packages_under(PRIMITIVES);
    let named = packages.filter_map(|it| it.about.rust_version.as_deref());
    let named: BTreeSet<&str> = named.collect();
    match named.iter().collect::<Vec<_>>()[..] {
        [one] => Ok(one),
        _ => Err(format!(
            "the primitives name different versions of Rust: {named:?}"
        )),
    }
}

/// Makes a kernel that depends on all primitives, with all features that Rust `version`
/// suffices for, has cargo lock the oldest dependencies, and checks it with that Rust for
/// the host, and for a target without compare-exchange; which they are.
pub(crate) fn check(screen: &Screen, workspace: &Workspace, version: &str) -> Result<String, Stop> {
    let io = |error| Stop::io("cannot write a crate to a temporary directory", &error);
    let kernel = tempfile::tempdir().map_err(io)?;
    let kernel = kernel.path();
    let packages: Vec<&Package> = workspace.packages_under(PRIMITIVES).collect();
    fs::create_dir(kernel.join("src")).map_err(io)?;
    fs::write(kernel.join("src/lib.rs"), "#![no_std]\n").map_err(io)?;
    let depends = |on| {
        let manifest = manifest(&packages, version, on)?;
        fs::write(kernel.join("Cargo.toml"), manifest).map_err(io)
    };
    depends(On::Host)?;
    let run = |label: &str, command: &Expression| task::run(screen, label, &command.dir(kernel));
    task::offline_first(|offline| {
        let args = ["generate-lockfile"].into_iter().chain(offline);
        run("the lock file of a kernel", &program::cargo(args))
    })?;
    let lock_file = fs::read_to_string(kernel.join("Cargo.lock")).map_err(io)?;
    let mut told = vec![format!("Rust {version}")];
    for Least {
        name,
        locked,
        least,
    } in least(&packages, &lock_file)
    {
        task::offline_first(|offline| {
            let locked = format!("{name}@{locked}");
            let args = ["update", "--package", &locked, "--precise", least];
            let args = args.into_iter().chain(offline);
            run(&format!("{name} {least}"), &program::cargo(args))
        })?;
        told.push(format!("{name} {least}"));
    }
    let place = workspace.target().join(PLACE).into_os_string();
    let check = ["check", "--target-dir"].map(OsString::from);
    let check = || check.iter().cloned().chain([place.clone()]);
    let rustup = ["run", version, "cargo"].map(OsString::from);
    let command = cmd("rustup", rustup.into_iter().chain(check()));
    // Cargo hands on the CARGO that it finds.
    let command = command.env_remove("CARGO").env_remove("RUSTC");
    run("a kernel with the oldest", &command)?;
    depends(On::Bare)?;
    let target = ["--target", SIMPLE_TARGET].map(OsString::from);
    let command = program::cargo(check().chain(target));
    let label = format!("a kernel with the oldest for {SIMPLE_TARGET}");
    run(&label, &cargo::with_cfg(&command, ONE_CORE))?;
    Ok(told.join(", "))
}

/// The manifest of the kernel, which depends on `packages` as they are `on` a target.
fn manifest(packages: &[&Package], version: &str, on: On) -> Result<String, Stop> {
    let mut text = format!(
        "[package]\nname = \"kernel\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         rust-version = \"{version}\"\n\n[workspace]\n\n[dependencies]\n"
    );
    for package in packages {
        let mut choices = combinations::of(package, on)?;
        let mut features = choices.pop().unwrap_or_default();
        features.retain(|name| !package.needs_newer_rust(name));
        // JSON strings are TOML strings.
        let line = format!(
            "{} = {{ path = {}, features = {} }}",
            package.name,
            json(package.directory()),
            json(features)
        );
        // Writing to a string does not fail.
        let _ = writeln!(text, "{line}");
    }
    Ok(text)
}

fn json(value: impl serde::Serialize) -> String {
    serde_json::to_string(&value).expect("a path or names")
}

/// One of other people's packages.
#[derive(Debug, PartialEq, Eq)]
struct Least<'a> {
    name: &'a str,
    /// The version that is locked.
    locked: &'a str,
    /// The least version that will do.
    least: &'a str,
}

/// Other people's packages in `lock_file` that `packages` name.
fn least<'a>(packages: &[&'a Package], lock_file: &'a str) -> Vec<Least<'a>> {
    let dependencies = packages.iter().flat_map(|it| &it.dependencies);
    let of_others = dependencies.filter(|it| it.kind.is_none() && it.path.is_none());
    let named = of_others.map(|it| (it.name.as_str(), it.req.trim_start_matches(['^', '='])));
    let named: BTreeSet<(&str, &str)> = named.collect();
    let locked = |(name, least)| {
        let mut all = locked(lock_file).filter(|(it, version)| *it == name && fits(version, least));
        let (_, locked) = all.next()?;
        Some(Least {
            name,
            locked,
            least,
        })
    };
    named.into_iter().filter_map(locked).collect()
}

/// The packages in `lock_file`, with their versions.
fn locked(lock_file: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = lock_file.lines().zip(lock_file.lines().skip(1));
    lines.filter_map(|(name, version)| Some((quoted(name, "name")?, quoted(version, "version")?)))
}

/// What a line sets `key` to.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(key)?;
    rest.strip_prefix(" = \"")?.strip_suffix('"')
}

/// Whether `version` may stand for `least`: both begin alike, up to a number that is not 0.
fn fits(version: &str, least: &str) -> bool {
    let (mut version, mut least) = (version.split('.'), least.split('.'));
    loop {
        match (version.next(), least.next()) {
            (Some("0"), Some("0")) => {}
            (version, least) => return version == least,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;
    use crate::ground::package::{About, Dependency};

    const LOCK_FILE: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.4.14\"\n\n\
         [[package]]\nname = \"b\"\nversion = \"1.2.3\"\n";

    #[test]
    fn the_least_is_asked_for_where_it_fits_what_is_locked() {
        let depends = |name: &str, req: &str| Dependency {
            name: name.into(),
            kind: None,
            req: req.into(),
            path: None,
            target: None,
        };
        let one = Package {
            dependencies: vec![
                depends("a", "^0.4.6"),
                depends("a", "^0.5.0"),
                depends("b", "=1.2.0"),
                depends("absent", "^1"),
            ],
            ..package("primitives/one", &["primitives/other"])
        };
        let least = least(&[&one], LOCK_FILE);
        let told = least.iter().map(|it| [it.name, it.locked, it.least]);
        assert_eq!(
            told.collect::<Vec<_>>(),
            [["a", "0.4.14", "0.4.6"], ["b", "1.2.3", "1.2.0"]]
        );
    }

    #[test]
    fn one_rust_is_that_of_all_primitives() {
        let naming = |folder: &str, version: &str| Package {
            about: About {
                rust_version: Some(version.into()),
                ..About::default()
            },
            ..package(folder, &[])
        };
        let two = vec![
            naming("primitives/a", "1.85"),
            naming("primitives/b", "1.85"),
        ];
        assert_eq!(rust(&Workspace::of(two)), Ok("1.85"));
        let two = vec![
            naming("primitives/a", "1.85"),
            naming("primitives/b", "1.86"),
        ];
        let wrong = rust(&Workspace::of(two)).expect_err("they differ");
        assert!(wrong.contains("1.86"), "{wrong}");
    }
}
