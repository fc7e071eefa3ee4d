//! Links the kernel where its loader expects it.

use std::env;
use std::fs;
use std::path::PathBuf;

fn main() {
    let script = match env::var("CARGO_CFG_TARGET_ARCH").as_deref() {
        Ok("x86_64") => include_str!("link/x86_64.ld"),
        Ok("riscv64") => include_str!("link/riscv64.ld"),
        _ => panic!("the kernel is for x86_64-unknown-none and riscv64gc-unknown-none-elf"),
    };
    let out: PathBuf = env::var_os("OUT_DIR").expect("cargo sets it").into();
    let path = out.join("link.ld");
    fs::write(&path, script).expect("the directory is there");
    println!("cargo::rustc-link-arg-bins=-T{}", path.display());
    // Position-independent executables are the default for x86-64, and have relocations.
    println!("cargo::rustc-link-arg-bins=-no-pie");
    println!("cargo::rerun-if-changed=link");
}
