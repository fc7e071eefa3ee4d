//! Whether each package that is published is whole: described, with its licences, and
//! able to test itself away from the workspace.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use duct::cmd;

use crate::gate::members;
use crate::ground::child;
use crate::ground::package::Package;
use crate::ground::program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::{PRIMITIVES, Workspace};

/// The directory in `target` that this is done in.
pub(crate) const PLACE: &str = "packages";

/// When a run of cargo counts as hung: what it tests may hang.
const LIMIT: Duration = Duration::from_secs(1200);

/// What a package has in common with the workspace.
const LICENCES: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// What each package has of its own.
const README: &str = "README.md";

/// Packs each package that is published, unpacks it elsewhere, and has those of the
/// primitives run their tests there, the others build: how many there are, or what is
/// wrong.
pub(crate) fn check(
    screen: &Screen,
    workspace: &Workspace,
) -> Result<Result<String, String>, Stop> {
    let published = members::published(workspace);
    let wrong = undescribed(&published);
    if !wrong.is_empty() {
        return Ok(Err(wrong.join("\n")));
    }
    pack(screen, workspace, &published)?;
    let place = unpack(screen, workspace, &published)?;
    let wrong = incomplete(workspace, &place, &published)?;
    if !wrong.is_empty() {
        return Ok(Err(wrong.join("\n")));
    }
    let is_primitive = |it: &&Package| workspace.folder(it).starts_with(PRIMITIVES);
    let (tested, built): (Vec<_>, Vec<_>) = published.iter().copied().partition(is_primitive);
    cargo(screen, workspace, &place, &["test"], &tested)?;
    cargo(screen, workspace, &place, &["build"], &built)?;
    let (tested, built) = (tested.len(), built.len());
    Ok(Ok(format!(
        "{tested} packages tested, {built} built, each from what is published of it"
    )))
}

/// What is not said of some package.
fn undescribed(published: &[&Package]) -> Vec<String> {
    let mut wrong = Vec::new();
    for package in published {
        let lacking = package.about.lacking();
        if !lacking.is_empty() {
            let lacking = lacking.join(", ");
            wrong.push(format!("{} is published without {lacking}", package.name));
        }
    }
    let repositories = published.iter().map(|it| it.about.repository.as_deref());
    let repositories: BTreeSet<Option<&str>> = repositories.collect();
    if repositories.len() > 1 {
        wrong.push(format!(
            "packages that are published name different repositories: {repositories:?}"
        ));
    }
    wrong
}

/// Has cargo pack them.
fn pack(screen: &Screen, workspace: &Workspace, published: &[&Package]) -> Result<(), Stop> {
    let args = ["package", "--no-verify", "--allow-dirty"];
    cargo(screen, workspace, workspace.root(), &args, published)
}

/// Unpacks them side by side, as a workspace of their own; where.
fn unpack(screen: &Screen, workspace: &Workspace, published: &[&Package]) -> Result<PathBuf, Stop> {
    let packed = workspace.target().join(PLACE).join("package");
    let place = workspace.target().join(PLACE).join("unpacked");
    let io = |error| Stop::io(format_args!("cannot write to {}", place.display()), &error);
    match fs::remove_dir_all(&place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
        _ => fs::create_dir_all(&place).map_err(io)?,
    }
    for package in published {
        let tarball = packed.join(format!("{}.crate", directory(package)));
        // What is packed carries no time of its own: cargo would not see that it is new.
        let command = cmd!("tar", "-xzmf", tarball, "-C", &place);
        task::run(screen, &format!("unpacking {}", package.name), &command)?;
    }
    fs::write(place.join("Cargo.toml"), manifest(published)).map_err(io)?;
    // The versions of other people's packages are those of this workspace.
    fs::copy(
        workspace.root().join("Cargo.lock"),
        place.join("Cargo.lock"),
    )
    .map_err(io)?;
    Ok(place)
}

/// A workspace in which the unpacked find each other. Nobody debugs what it builds. What
/// tests write beside them is no member.
fn manifest(published: &[&Package]) -> String {
    let mut text = String::from(
        "[workspace]\nresolver = \"3\"\nmembers = [\"latchwork-*\"]\n\n\
         [profile.dev]\ndebug = false\n\n[patch.crates-io]\n",
    );
    for package in published {
        let place = directory(package);
        // Writing to a string does not fail.
        let _ = writeln!(text, "{} = {{ path = \"{place}\" }}", package.name);
    }
    text
}

/// What a package unpacks to.
fn directory(package: &Package) -> String {
    format!("{}-{}", package.name, package.version)
}

/// What is missing from the unpacked.
fn incomplete(
    workspace: &Workspace,
    place: &Path,
    published: &[&Package],
) -> Result<Vec<String>, Stop> {
    let mut wrong = Vec::new();
    for package in published {
        let text = |file: &str| fs::read_to_string(place.join(directory(package)).join(file)).ok();
        for licence in LICENCES {
            let original = workspace.root().join(licence);
            let original = fs::read_to_string(&original)
                .map_err(|error| Stop::io(format_args!("cannot read {licence}"), &error))?;
            if text(licence) != Some(original) {
                wrong.push(format!("{} is packed without {licence}", package.name));
            }
        }
        let title = format!("# {}\n", package.name);
        if !text(README).is_some_and(|text| text.starts_with(&title)) {
            wrong.push(format!(
                "{} is packed without a {README} of its own",
                package.name
            ));
        }
    }
    Ok(wrong)
}

/// Runs a cargo subcommand on some packages of the workspace in `directory`.
fn cargo(
    screen: &Screen,
    workspace: &Workspace,
    directory: &Path,
    subcommand: &[&str],
    packages: &[&Package],
) -> Result<(), Stop> {
    if packages.is_empty() {
        return Ok(());
    }
    let label = format!("cargo {} of what is published", subcommand[0]);
    task::offline_first(|offline| {
        let mut args: Vec<OsString> = subcommand.iter().map(OsString::from).collect();
        args.extend(["--target-dir".into(), workspace.target().join(PLACE).into()]);
        args.extend(named(packages));
        args.extend(offline.map(OsString::from));
        let command = child::tied_group(LIMIT, program::path(), args).dir(directory);
        task::run(screen, &label, &command).map(drop)
    })
}

/// `--package` in front of each.
fn named<'a>(packages: &'a [&'a Package]) -> impl Iterator<Item = OsString> + 'a {
    let names = packages.iter().map(|it| it.name.as_str());
    names.flat_map(|name| ["--package", name].map(OsString::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::About;
    use crate::ground::package::tests::package;

    fn described(folder: &str) -> Package {
        let words = vec!["word".to_owned()];
        Package {
            about: About {
                description: Some("It does".into()),
                license: Some("MIT".into()),
                readme: Some(README.into()),
                rust_version: Some("1.0".into()),
                keywords: words.clone(),
                categories: words,
                repository: None,
            },
            ..package(folder, &[])
        }
    }

    #[test]
    fn what_is_published_is_described() {
        assert_eq!(undescribed(&[&described("a"), &described("b")]), [""; 0]);
        let bare = package("c", &[]);
        assert_eq!(
            undescribed(&[&described("a"), &bare]),
            [
                "latchwork-c is published without description, license, readme, rust-version, keywords, categories"
            ]
        );
    }

    #[test]
    fn one_repository_is_that_of_all() {
        let mut packages = [described("a"), described("b")];
        packages[0].about.repository = Some("here".into());
        let wrong = undescribed(&packages.each_ref());
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].contains("different repositories"), "{wrong:?}");
        packages[1].about.repository = Some("here".into());
        assert_eq!(undescribed(&packages.each_ref()), [""; 0]);
    }

    #[test]
    fn what_is_not_packed_is_missing() {
        let root = tempfile::tempdir().expect("a directory");
        let workspace = Workspace::at(root.path().into(), root.path().join("target"));
        let package = described("a");
        let place = root.path().join("unpacked");
        let inside = place.join(directory(&package));
        fs::create_dir_all(&inside).expect("is created");
        for licence in LICENCES {
            fs::write(root.path().join(licence), licence).expect("is written");
            fs::write(inside.join(licence), licence).expect("is written");
        }
        let missing = || incomplete(&workspace, &place, &[&package]).expect("can be read");
        let no_readme = "latchwork-a is packed without a README.md of its own";
        assert_eq!(missing(), [no_readme]);
        fs::write(inside.join(README), "# The whole\n").expect("is written");
        assert_eq!(missing(), [no_readme]);
        fs::write(inside.join(README), "# latchwork-a\n\nwords").expect("is written");
        assert_eq!(missing(), [""; 0]);
        fs::write(inside.join(LICENCES[0]), "../LICENSE").expect("is written");
        assert_eq!(missing(), ["latchwork-a is packed without LICENSE-MIT"]);
    }

    #[test]
    fn the_unpacked_find_each_other() {
        let manifest = manifest(&[&package("any/one", &[])]);
        let line = "latchwork-one = { path = \"latchwork-one-0.0.0\" }\n";
        assert!(manifest.ends_with(line), "{manifest}");
    }
}
