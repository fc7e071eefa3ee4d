//! Boots without what the kernel can do without: a feature of the CPU that is not there
//! must not be used.

use std::path::Path;

use latchwork_kernel_lib::protocol::{CpuFeature, IN_USE, Word};
use latchwork_suite::report::Verdict;

use crate::cli::Profile;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::image::boot::Plan;

/// Boots `image` on CPUs that have all that the kernel wants, then without each of that:
/// which features the kernel has used, and done without, or what happened instead.
pub(crate) fn spare(screen: &Screen, image: &Path) -> Result<Result<String, String>, Stop> {
    let all = match boot(screen, image, None)? {
        Ok(all) if all.is_empty() => return Ok(Err("the kernel uses no feature".into())),
        Ok(all) => all,
        Err(why) => return Ok(Err(why)),
    };
    let features = CpuFeature::WANTED.into_iter();
    for feature in features.filter(|it| all.iter().any(|name| name == it.name())) {
        let name = feature.name();
        let judged = boot(screen, image, Some(feature))?;
        let judged = judged.and_then(|left| spared(&all, &left, name));
        if let Err(why) = judged {
            return Ok(Err(format!("without {name}: {why}")));
        }
    }
    Ok(Ok(format!("boots without {}", all.join(", "))))
}

/// The features that the kernel uses on CPUs that have all it wants but `without`; or how
/// it failed.
fn boot(
    screen: &Screen,
    image: &Path,
    without: Option<CpuFeature>,
) -> Result<Result<Vec<String>, String>, Stop> {
    let mut plan = Plan {
        kernel_args: [Word::TestsOff, Word::CurveOff]
            .map(|word| word.to_string())
            .to_vec(),
        ..Plan::new(2, Profile::Release)
    };
    if let Some(feature) = without {
        plan.hardware.cpu += &format!(",-{}", feature.name());
    }
    let boot = plan.run(screen, image, false)?;
    Ok(match boot.report.result {
        Verdict::Pass => Ok(in_use(boot.serial.text())),
        _ => Err(boot.explain()),
    })
}

/// The features that the kernel says it uses.
fn in_use(text: &str) -> Vec<String> {
    let mut lines = text.lines();
    let list = lines.find_map(|line| line.strip_prefix(IN_USE));
    let names = list.unwrap_or_default().split_ascii_whitespace();
    names.map(str::to_owned).collect()
}

/// Of what the kernel uses where there is all, it must use where `name` is not there what
/// is left, and nothing else.
fn spared(all: &[String], left: &[String], name: &str) -> Result<(), String> {
    let mut expected = all.to_vec();
    expected.retain(|it| it != name);
    if left == expected {
        Ok(())
    } else {
        Err(format!("the kernel uses {left:?}, not {expected:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_use_is_one_line() {
        let text = format!("firmware\n{IN_USE}pge smep\nother smap\n");
        assert_eq!(in_use(&text), ["pge", "smep"]);
        assert!(in_use("other smap").is_empty());
    }

    #[test]
    fn only_the_missing_feature_is_spared() {
        let names = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        let all = names("pge smep smap");
        assert_eq!(spared(&all, &names("pge smap"), "smep"), Ok(()));
        for left in ["pge smep smap", "pge", "smap pge umip"] {
            assert!(spared(&all, &names(left), "smep").is_err(), "{left}");
        }
    }
}
