//! Features of the CPU, by themselves and several together.

use latchwork_kernel_lib::protocol::{CpuFeature, CpuFeatures};
use std::collections::BTreeSet;

#[test]
fn every_feature_has_a_name_of_its_own_and_is_needed_or_wanted() {
    let every = CpuFeature::NEEDED.into_iter().chain(CpuFeature::WANTED);
    let names: BTreeSet<&str> = every.map(CpuFeature::name).collect();
    let listed = CpuFeature::NEEDED.len() + CpuFeature::WANTED.len();
    assert_eq!(names.len(), listed);
    assert_eq!(
        listed,
        CpuFeature::ExtendedSave as usize + 1,
        "the last one"
    );
}

#[test]
fn some_features_are_told_from_the_others() {
    let none = CpuFeatures::default();
    let all = CpuFeatures::wanted(|_| true);
    assert!(none.is_empty() && !all.is_empty());
    for feature in CpuFeature::WANTED {
        let one = CpuFeatures::wanted(|it| it == feature);
        assert!(one.has(feature) && all.has(feature) && !none.has(feature));
        assert_eq!(one.to_string(), feature.name());
        let rest = all.without(one);
        assert!(!rest.has(feature));
        assert_eq!(all.without(rest), one);
        assert_eq!(one.without(all), none);
    }
    assert!(
        !all.has(CpuFeature::LongMode),
        "what is needed is not wanted"
    );
    let two = CpuFeatures::wanted(|it| matches!(it.name(), "smap" | "pge"));
    assert_eq!(two.to_string(), "pge smap");
}
