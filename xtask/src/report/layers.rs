//! The layers: a picture, and what each object relies on and guarantees.

use maud::{Markup, html};

use super::layers_svg;
use super::part::{badge, path, table};
use crate::model::layers::{Standing, Status};

/// The section.
pub(super) fn section(layers: &[Standing]) -> Markup {
    html! {
        p {
            "Each layer names its objects and their specification. The modules of a layer are checked to refine "
            "that specification over the layers below: a layer counts as checked only if those do. "
            "The lowest is what the checkers assume, and is taken for granted."
        }
        figure.layers { (layers_svg::picture(layers)) figcaption { "An arrow leads to what a layer rests on." } }
        h3 { "What each counts on" }
        (table(
            &["object", "specification", "relies on", "guarantees", "status"],
            layers.iter().flat_map(|standing| standing.layer.objects.iter().map(|object| vec![
                html! { (standing.layer.name) ": " (object.name) },
                path(object.specification),
                html! { (object.rely) },
                html! { (object.guarantee) },
                status(&standing.status),
            ])),
        ))
    }
}

/// The status of a layer, with the reason.
pub(super) fn status(status: &Status) -> Markup {
    match status {
        Status::Granted => badge("bounded", &status.to_string()),
        Status::Checked => badge("good", &status.to_string()),
        Status::NotChecked(why) => html! { (badge("bad", "NOT CHECKED")) " " (why) },
    }
}
