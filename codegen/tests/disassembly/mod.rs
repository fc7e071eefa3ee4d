//! A function's instructions, out of the running executable.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind};
use object::{Object, ObjectSection, ObjectSymbol, SymbolKind};

/// The executable that this test is.
pub(crate) struct Executable {
    bytes: Vec<u8>,
    /// Address and size, by name.
    functions: HashMap<String, (u64, u64)>,
}

/// A function's code, independent of where it lies.
pub(crate) struct Function {
    name: String,
    /// Its instructions without padding. The targets of branches within the
    /// function are indices into this list.
    pub(crate) instructions: Vec<String>,
}

impl Executable {
    /// Reads it.
    pub(crate) fn current() -> Self {
        let path = std::env::current_exe().expect("the test knows its executable");
        let bytes = std::fs::read(path).expect("the test can read its executable");
        let functions = object::File::parse(&*bytes)
            .expect("the executable is an ELF file")
            .symbols()
            .filter(|symbol| symbol.kind() == SymbolKind::Text)
            .filter_map(|symbol| {
                let name = symbol.name().ok()?.to_owned();
                Some((name, (symbol.address(), symbol.size())))
            })
            .collect();
        Self { bytes, functions }
    }

    /// Disassembles the function `name`. If the compiler merged it with another
    /// one and left a jump to that, the other one is disassembled.
    ///
    /// # Panics
    ///
    /// If it is not there, or calls or jumps elsewhere.
    pub(crate) fn function(&self, name: &str) -> Function {
        let &(address, size) = self
            .functions
            .get(name)
            .unwrap_or_else(|| panic!("no symbol {name}: is the executable stripped?"));
        let code = self.decode(address, size);
        if let [thunk] = &code[..]
            && thunk.flow_control() == FlowControl::UnconditionalBranch
        {
            let target = thunk.near_branch_target();
            let (merged, _) = self
                .functions
                .iter()
                .find(|(_, (address, size))| *address == target && *size > 0)
                .unwrap_or_else(|| panic!("{name} jumps to {target:#x}, which has no symbol"));
            let mut function = self.function(merged);
            function.name = format!("{name} (merged with {merged})");
            return function;
        }
        Function {
            name: name.to_owned(),
            instructions: normalize(name, &code),
        }
    }

    /// The instructions in the `size` bytes from `address` on, without padding.
    fn decode(&self, address: u64, size: u64) -> Vec<Instruction> {
        let file = object::File::parse(&*self.bytes).expect("it was parsed before");
        let code = file
            .sections()
            .find_map(|section| section.data_range(address, size).ok().flatten())
            .expect("a function's code is in a section");
        let decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
        decoder
            .into_iter()
            .inspect(|instruction| assert!(!instruction.is_invalid(), "not code: {code:x?}"))
            // `pause` is another mnemonic, and stays.
            .filter(|instruction| instruction.mnemonic() != Mnemonic::Nop)
            .collect()
    }
}

fn normalize(name: &str, code: &[Instruction]) -> Vec<String> {
    code.iter()
        .map(|instruction| match instruction.flow_control() {
            // A panic is told what, and where.
            FlowControl::Next if is_address_of_static(instruction) => "lea static".to_owned(),
            FlowControl::Call | FlowControl::IndirectCall => "call".to_owned(),
            FlowControl::Next | FlowControl::Return | FlowControl::Exception => {
                assert!(
                    !instruction.is_ip_rel_memory_operand(),
                    "{name} accesses a static: {instruction}"
                );
                instruction.to_string()
            }
            FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch
                if instruction.op0_kind() == OpKind::NearBranch64 =>
            {
                let target = instruction.near_branch_target();
                let (first, last) = (&code[0], &code[code.len() - 1]);
                assert!(
                    (first.ip()..=last.ip()).contains(&target),
                    "{name} jumps out of itself: {instruction}"
                );
                let index = code.partition_point(|other| other.ip() < target);
                format!("{:?} to {index}", instruction.mnemonic())
            }
            _ => panic!("{name} is not a leaf function: {instruction}"),
        })
        .collect()
}

fn is_address_of_static(instruction: &Instruction) -> bool {
    instruction.mnemonic() == Mnemonic::Lea && instruction.is_ip_rel_memory_operand()
}

impl Function {
    /// How many of its instructions are atomic read-modify-writes: those with the prefix
    /// `lock`, and exchanges with memory, which need none.
    pub(crate) fn read_modify_writes(&self) -> usize {
        let mut code = self.instructions.iter();
        let exchanges = |text: &str| text.starts_with("xchg") && text.contains('[');
        code.by_ref()
            .filter(|text| text.starts_with("lock ") || exchanges(text))
            .count()
    }

    /// Whether there is what every lock's code has: a locked read-modify-write,
    /// a wait and a return, in a length that only optimized code has.
    pub(crate) fn is_plausible_lock(&self) -> bool {
        let calls = self.instructions.iter().any(|text| text == "call");
        let has = |start: &str| self.instructions.iter().any(|text| text.starts_with(start));
        has("lock ") && has("pause") && has("ret") && !calls && self.instructions.len() < 24
    }
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:", self.name)?;
        for (index, instruction) in self.instructions.iter().enumerate() {
            writeln!(f, "{index:4}  {instruction}")?;
        }
        Ok(())
    }
}
