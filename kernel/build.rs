//! Links the image where loaders and the page tables expect it.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=image.ld");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("none") {
        return;
    }

    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    println!("cargo::rustc-link-arg-bins=-T{package}/image.ld");
    // The target links position-independent executables unless told otherwise,
    // and the boot code's 32-bit addresses cannot be relocated.
    println!("cargo::rustc-link-arg-bins=-no-pie");

    // A backtrace names the file that resolves its addresses. OUT_DIR is
    // target/<triple>/<profile>/build/<package>/out.
    let out_dir = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let profile = Path::new(&out_dir)
        .ancestors()
        .nth(3)
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or("debug");
    println!("cargo::rustc-env=LATCHWORK_IMAGE=target/{target}/{profile}/latchwork-kernel");
}
