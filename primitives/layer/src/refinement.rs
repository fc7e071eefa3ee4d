//! Layers, and the claim that a module takes one to the next.

use core::fmt::{self, Display, Formatter};

/// A layer's interface: what there is for the layers above to stand on.
#[derive(Debug)]
pub struct Layer {
    /// Its name, which no other layer has.
    pub name: &'static str,
    /// What it offers.
    pub objects: &'static [Object],
    /// The layers whose objects it is made of. The lowest rests on none: what it
    /// offers is taken for granted.
    pub rests_on: &'static [&'static Layer],
}

/// An object of a layer's interface.
#[derive(Debug)]
pub struct Object {
    /// Its name.
    pub name: &'static str,
    /// The specification, as a path in the documentation: what its primitives do.
    pub specification: &'static str,
    /// What each CPU may count on the others to do: the condition under which
    /// the specification holds.
    pub rely: &'static str,
    /// What each CPU does so that the others may.
    pub guarantee: &'static str,
}

/// The claim (L1, M, L2): the module M over the interface L1 refines the
/// interface L2. A check takes it, and says how far it looked.
#[derive(Clone, Copy, Debug)]
pub struct Refinement<'m> {
    /// L1, the layer that the module is written over.
    pub under: &'static Layer,
    /// M, by name.
    pub module: &'m str,
    /// L2, the layer whose objects the module implements.
    pub over: &'static Layer,
}

impl<'m> Refinement<'m> {
    /// The claim that `module` over `under` refines `over`.
    ///
    /// # Panics
    ///
    /// If `over` does not say that it rests on `under`.
    pub fn new(under: &'static Layer, module: &'m str, over: &'static Layer) -> Self {
        assert!(
            over.rests_on.iter().any(|layer| layer.name == under.name),
            "{module} is to refine the layer `{}` over `{}`, but that layer does not rest on it",
            over.name,
            under.name,
        );
        Self {
            under,
            module,
            over,
        }
    }
}

impl Display for Refinement<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            under,
            module,
            over,
        } = self;
        write!(f, "{module} over {} refines {}", under.name, over.name)
    }
}

/// A layer that cannot be put on top of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfounded {
    /// It rests on itself, by way of these.
    Circular(Vec<&'static str>),
    /// Two layers have this name.
    Ambiguous(&'static str),
}

impl Display for Unfounded {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Unfounded::Circular(names) => write!(
                f,
                "the layer `{}` rests on itself: {}",
                names[0],
                names.join(" rests on ")
            ),
            Unfounded::Ambiguous(name) => write!(f, "two different layers are called `{name}`"),
        }
    }
}

impl core::error::Error for Unfounded {}

/// `layers` and what they rest on, each after all that it rests on.
///
/// # Errors
///
/// If one rests on itself, or two share a name.
pub fn bottom_up(layers: &[&'static Layer]) -> Result<Vec<&'static Layer>, Unfounded> {
    let mut order = Vec::new();
    let mut path = Vec::new();
    for layer in layers {
        place(layer, &mut path, &mut order)?;
    }
    Ok(order)
}

fn place(
    layer: &'static Layer,
    path: &mut Vec<&'static str>,
    order: &mut Vec<&'static Layer>,
) -> Result<(), Unfounded> {
    if let Some(begin) = path.iter().position(|&name| name == layer.name) {
        let mut circle = path[begin..].to_vec();
        circle.push(layer.name);
        return Err(Unfounded::Circular(circle));
    }
    if let Some(placed) = order.iter().find(|placed| placed.name == layer.name) {
        return match core::ptr::eq(*placed, layer) {
            true => Ok(()),
            false => Err(Unfounded::Ambiguous(layer.name)),
        };
    }
    path.push(layer.name);
    for below in layer.rests_on {
        place(below, path, order)?;
    }
    path.pop();
    order.push(layer);
    Ok(())
}

#[cfg(test)]
mod one_cpu {
    use super::*;

    const fn layer(name: &'static str, rests_on: &'static [&'static Layer]) -> Layer {
        Layer {
            name,
            objects: &[],
            rests_on,
        }
    }

    static GROUND: Layer = layer("ground", &[]);
    static WALL: Layer = layer("wall", &[&GROUND]);
    static ROOF: Layer = layer("roof", &[&WALL, &GROUND]);
    static EGG: Layer = layer("egg", &[&HEN]);
    static HEN: Layer = layer("hen", &[&GROUND, &EGG]);
    static OTHER_WALL: Layer = layer("wall", &[]);

    #[test]
    fn each_layer_comes_after_what_it_rests_on() {
        let order = bottom_up(&[&ROOF, &WALL]).unwrap();
        let names: Vec<_> = order.iter().map(|layer| layer.name).collect();
        assert_eq!(names, ["ground", "wall", "roof"]);
    }

    #[test]
    fn a_layer_that_rests_on_itself_is_refused() {
        let error = bottom_up(&[&WALL, &EGG]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the layer `egg` rests on itself: egg rests on hen rests on egg"
        );
    }

    #[test]
    fn two_layers_of_one_name_are_refused() {
        assert_eq!(
            bottom_up(&[&WALL, &OTHER_WALL]).unwrap_err(),
            Unfounded::Ambiguous("wall")
        );
    }

    #[test]
    fn a_claim_follows_the_layers() {
        let claim = Refinement::new(&WALL, "Tiles", &ROOF);
        assert_eq!(claim.to_string(), "Tiles over wall refines roof");
        let upside_down = std::panic::catch_unwind(|| Refinement::new(&ROOF, "Tiles", &WALL));
        assert!(upside_down.is_err());
    }
}
