mod start;
mod trap;
