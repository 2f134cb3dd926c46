//! What the keepers add to the law: what is sent, when it is sent again, who waits, what rests on
//! what, and when the clock must come by.
//!
//! The law itself is proven by its pictures; here a state is only the way to a keeper's behaviour.

mod desk;
mod erasing;
mod kit;
mod shift;
mod waking;
