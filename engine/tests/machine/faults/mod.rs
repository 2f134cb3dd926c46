//! Disks that fail beneath the real engine: full, unsynced, cut, flipped, without power.
//! It must never wait for luck: every fault is asked for, seeded or counted, and each is named when
//! it is not survived. Read `disk.rs` first: it lays a failing disk over the real one.

mod child;
mod disk;
mod failing_sync;
mod full_disk;
mod image;
mod last_words;
mod power;
mod random;
mod record;
mod rot;
mod rot_scene;
