//! Classes of locks, and their numbers.

use core::fmt::{self, Display, Formatter};
use core::panic::Location;
use core::ptr;
use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::{AtomicPtr, const_fn};

/// A class of locks with a name; a static.
///
/// ```
/// use latchwork_lock::order::graph::Class;
///
/// static RUN_QUEUES: Class = Class::new("run queue");
/// ```
#[derive(Debug)]
pub struct Class {
    name: &'static str,
    place: &'static Location<'static>,
}

impl Class {
    /// A class that reports call `name`, with the line of this call.
    #[track_caller]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            place: Location::caller(),
        }
    }
}

/// What makes locks one class.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The lock itself, by its address; of addresses that are no multiples of 4, four are one.
    Itself(usize),
    /// The line that made it.
    Made(&'static Location<'static>),
    /// What was declared.
    Declared(&'static Class),
}

/// The bits of an address that say which kind it is.
const MADE: usize = 1;
const DECLARED: usize = 2;
const ITSELF: usize = 3;
const BITS: usize = 3;

const _: () = assert!(align_of::<Location<'_>>() > BITS && align_of::<Class>() > BITS);

impl Kind {
    fn pack(self) -> *mut () {
        match self {
            // Never null, whatever the address: null is no class.
            Kind::Itself(lock) => ptr::without_provenance_mut(lock | ITSELF),
            Kind::Made(place) => ptr::from_ref(place)
                .cast_mut()
                .cast::<()>()
                .map_addr(|it| it | MADE),
            Kind::Declared(class) => ptr::from_ref(class)
                .cast_mut()
                .cast::<()>()
                .map_addr(|it| it | DECLARED),
        }
    }

    /// # Safety
    ///
    /// `packed` comes from `pack`.
    unsafe fn unpack(packed: *mut ()) -> Self {
        let pointer = packed.map_addr(|it| it & !BITS);
        match packed.addr() & BITS {
            // SAFETY: it was made of a reference to a line, which is there for ever.
            MADE => Kind::Made(unsafe { &*pointer.cast_const().cast() }),
            // SAFETY: it was made of a reference to a class, which is there for ever.
            DECLARED => Kind::Declared(unsafe { &*pointer.cast_const().cast() }),
            _ => Kind::Itself(pointer.addr()),
        }
    }
}

/// A line may have several addresses: each function that is generic may have a copy.
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Kind::Itself(one), Kind::Itself(other)) => one | BITS == other | BITS,
            (Kind::Made(one), Kind::Made(other)) => one == other,
            (Kind::Declared(one), Kind::Declared(other)) => ptr::eq(*one, *other),
            _ => false,
        }
    }
}

impl Display for Kind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Itself(lock) => write!(f, "the lock at {lock:#x}"),
            Kind::Made(place) => write!(f, "the lock made at {place}"),
            Kind::Declared(class) => write!(f, "{} (declared at {})", class.name, class.place),
        }
    }
}

/// The place of a class in the table: its number.
pub(super) struct Numbered(AtomicPtr<()>);

impl Numbered {
    const_fn! {
        pub(super) fn nobody() -> Self {
            Self(AtomicPtr::new(ptr::null_mut()))
        }
    }

    /// The class that has this number, if one has.
    pub(super) fn kind(&self) -> Option<Kind> {
        // Acquire: pairs with the exchange in `is_or_becomes`; without it whoever reads a
        // class, or a line, that is not const might not see what it says.
        // mutant: what a class says is plain memory, of which no checker keeps track.
        let packed = self.0.load(Acquire);
        // SAFETY: what is not null was packed.
        (!packed.is_null()).then(|| unsafe { Kind::unpack(packed) })
    }

    /// Whether `kind` has this number, or gets it now. Of two CPUs that give a number to the
    /// same class at the same time, one fails, and finds it given.
    fn is_or_becomes(&self, kind: Kind) -> bool {
        match self.kind() {
            Some(taken) => taken.eq(&kind),
            None => {
                let packed = kind.pack();
                // Release: pairs with the load in `kind` and with the Acquire here, by which
                // whoever finds the number taken sees what the class says.
                // mutant: what a class says is plain memory, of which no checker keeps track.
                let given = self
                    .0
                    .compare_exchange(ptr::null_mut(), packed, Release, Acquire);
                match given {
                    Ok(_) => true,
                    // SAFETY: what is not null was packed.
                    Err(taken) => unsafe { Kind::unpack(taken) }.eq(&kind),
                }
            }
        }
    }
}

/// The number of `kind` among `numbers`; it gets one if it has none. Number 0 is not given.
pub(super) fn number(numbers: &[Numbered], kind: Kind) -> Option<usize> {
    let mut free = numbers.iter().enumerate().skip(1);
    free.find(|(_, it)| it.is_or_becomes(kind))
        .map(|(number, _)| number)
}
