//! Where each owner lives: a vector by shift number and one desk for each thread.

use nobat_domain::ids::{DeskNo, ShiftId};

use crate::arbiter::mailbox::Mailbox;
use crate::desk::DeskActor;
use crate::shift::ShiftActor;

/// Immutable; a new office means a new roster, swapped whole.
#[derive(Clone, Default)]
pub struct Roster {
    shifts: Vec<Option<Mailbox<ShiftActor>>>,
    desks: Vec<Mailbox<DeskActor>>,
}

impl Roster {
    #[must_use]
    pub fn with_desks(mut self, desks: Vec<Mailbox<DeskActor>>) -> Self {
        self.desks = desks;
        self
    }

    #[must_use]
    pub fn with_shifts(mut self, shifts: Vec<(ShiftId, Mailbox<ShiftActor>)>) -> Self {
        for (shift, mailbox) in shifts {
            let index = shift.0 as usize;
            if self.shifts.len() <= index {
                self.shifts.resize_with(index + 1, || None);
            }
            self.shifts[index] = Some(mailbox);
        }
        self
    }

    #[must_use]
    pub fn shift(&self, shift: ShiftId) -> Option<&Mailbox<ShiftActor>> {
        self.shifts.get(shift.0 as usize).and_then(Option::as_ref)
    }

    pub fn shifts(&self) -> impl Iterator<Item = (ShiftId, &Mailbox<ShiftActor>)> {
        (0_u32..)
            .zip(&self.shifts)
            .filter_map(|(id, mailbox)| mailbox.as_ref().map(|mailbox| (ShiftId(id), mailbox)))
    }

    #[must_use]
    pub fn desk(&self, desk: DeskNo) -> &Mailbox<DeskActor> {
        assert!(!self.desks.is_empty(), "desks are hired before anybody asks");
        &self.desks[usize::from(desk.0) % self.desks.len()]
    }

    #[must_use]
    pub fn desks(&self) -> &[Mailbox<DeskActor>] {
        &self.desks
    }
}
