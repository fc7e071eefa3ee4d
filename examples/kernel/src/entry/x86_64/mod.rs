mod interrupts;
mod start;
