//! The serial port COM1.

use uart_16550::backend::PioBackend;
use uart_16550::spec::registers::LSR;
use uart_16550::{BaudRate, Config, Uart16550};

use super::sink::Sink;

/// The first of its ports.
pub(crate) const COM1: u16 = 0x3f8;
/// How often it is asked whether it is ready, until it is given up: a byte takes 87 µs, and to
/// ask takes about 1 µs.
const PATIENCE: usize = 1_000_000;

/// The port. An absent one reads as ready and drops what is written.
pub(super) struct Serial {
    uart: Uart16550<PioBackend>,
    /// Whether it has answered.
    present: bool,
    /// Whether it was not ready for so long that what is written is dropped.
    given_up: bool,
}

impl Serial {
    /// The port as the firmware left it.
    pub(super) const fn new() -> Self {
        // SAFETY: COM1 is a UART or absent, and nothing else in the kernel uses
        // its ports.
        match unsafe { Uart16550::new_port(COM1) } {
            Ok(uart) => Self {
                uart,
                present: false,
                given_up: false,
            },
            Err(_) => panic!("the ports of COM1 are not valid"),
        }
    }

    /// Sets it up.
    pub(super) fn init(&mut self) {
        let config = Config {
            baud_rate: BaudRate::Baud115200,
            ..Config::DEFAULT
        };
        // It fails if there is no port, and then there is nobody to tell.
        self.present = self.uart.init(config).is_ok();
    }

    /// A byte that has come, if there is one.
    pub(super) fn read(&mut self) -> Option<u8> {
        if !self.present {
            return None;
        }
        self.uart.try_receive_byte().ok()
    }

    /// Waits until it takes a byte, and gives it up if it does not for long.
    pub(super) fn wait(&mut self) {
        if !self.given_up {
            self.given_up = !self.becomes(LSR::THR_EMPTY);
        }
    }

    /// Waits, for a bounded time, until the last byte is on the wire.
    pub(super) fn drain(&mut self) {
        self.becomes(LSR::TRANSMITTER_EMPTY);
    }

    /// Polls the state for a bounded time. Returns whether it came to be this.
    fn becomes(&mut self, state: LSR) -> bool {
        (0..PATIENCE).any(|_| {
            core::hint::spin_loop();
            self.uart.lsr().contains(state)
        })
    }
}

impl Sink for Serial {
    fn write(&mut self, bytes: &[u8]) -> usize {
        match self.given_up {
            true => bytes.len(),
            false => self.uart.send_bytes(bytes),
        }
    }
}
