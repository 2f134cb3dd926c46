//! A shift as somebody would write it who has never seen ours: a vector of seats and plain ifs.

/// Who holds, and under which number.
pub type Who = (u8, u32);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seat {
    Empty,
    Held { who: Who, until: u64, cap: u64, decide_by: u64, token: bool, secured: bool },
    Booked { who: Who },
    Cooling { until: u64 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said {
    Held { seat: usize, until: u64, token: bool, secured: bool },
    Booked { seat: usize },
    Gone,
    No(&'static str),
}

#[derive(Debug)]
pub struct NaiveShift {
    pub seats: Vec<Seat>,
    pub approved: usize,
    pub opens_at: u64,
    pub day_begins: u64,
    pub closed: bool,
    /// The end of the day with the time for which it is kept.
    pub kept_until: u64,
    pub dropped: bool,
    pub verify_within: u64,
    /// Holds that are over, and until when their message may still be repeated.
    pub over: Vec<(Who, u64)>,
}

impl NaiveShift {
    pub fn taken(&self) -> usize {
        self.seats.iter().filter(|seat| **seat != Seat::Empty).count()
    }

    pub fn held(&self) -> usize {
        let held = |seat: &&Seat| matches!(seat, Seat::Held { .. } | Seat::Cooling { .. });
        self.seats.iter().filter(held).count()
    }

    fn usable(&self, place: usize, now: u64) -> bool {
        match self.seats.get(place) {
            Some(Seat::Held { until, token, secured, .. }) => now < *until || (*token && !secured),
            _ => false,
        }
    }

    fn is_held_by(&self, place: usize, who: Who) -> bool {
        matches!(self.seats.get(place), Some(Seat::Held { who: holder, .. }) if *holder == who)
    }

    fn answer(&self, place: usize) -> Said {
        match self.seats[place] {
            Seat::Held { until, token, secured, .. } => {
                Said::Held { seat: place, until, token, secured }
            }
            _ => Said::Gone,
        }
    }

    pub fn hold(&mut self, who: Who, until: u64, cap: u64, decide_by: u64, now: u64) -> Said {
        for place in 0..self.seats.len() {
            if self.is_held_by(place, who) {
                return if self.usable(place, now) { self.answer(place) } else { Said::Gone };
            }
        }
        if self.dropped {
            return Said::No("NoSuchDay");
        }
        if self.over.iter().any(|(ended, by)| *ended == who && now <= *by) {
            return Said::No("HoldEnded");
        }
        if now > decide_by {
            return Said::No("TooLate");
        }
        if self.closed {
            return Said::No("Closed");
        }
        if now < self.opens_at {
            return Said::No("NotOpenYet");
        }
        if now >= self.day_begins {
            return Said::No("Past");
        }
        if self.taken() >= self.approved {
            return Said::No("Full");
        }
        let held = Seat::Held { who, until, cap, decide_by, token: false, secured: false };
        let place = match self.seats.iter().position(|seat| *seat == Seat::Empty) {
            Some(place) => place,
            None => {
                self.seats.push(Seat::Empty);
                self.seats.len() - 1
            }
        };
        self.seats[place] = held;
        self.answer(place)
    }

    pub fn holding(&mut self, who: Who, place: usize, now: u64) -> Said {
        if self.seats.get(place) == Some(&Seat::Booked { who }) {
            return Said::Booked { seat: place };
        }
        if self.lives(place, who, now) { self.answer(place) } else { Said::Gone }
    }

    /// Whoever asks for a hold that has outlived its time ends it.
    fn lives(&mut self, place: usize, who: Who, now: u64) -> bool {
        if !self.is_held_by(place, who) {
            return false;
        }
        let usable = self.usable(place, now);
        if !usable {
            self.remember_end(place);
            self.seats[place] = Seat::Empty;
        }
        usable
    }

    pub fn extend(&mut self, who: Who, place: usize, wanted: u64, now: u64) -> Said {
        if !self.lives(place, who, now) {
            return Said::Gone;
        }
        if let Seat::Held { until, cap, token, secured, .. } = &mut self.seats[place] {
            let granted = if wanted > *cap { *cap } else { wanted };
            if granted > *until {
                *until = granted;
            }
            *token = true;
            *secured = false;
        }
        self.answer(place)
    }

    pub fn secure(&mut self, who: Who, place: usize, wanted: u64, now: u64) -> Said {
        if !self.lives(place, who, now) {
            return Said::Gone;
        }
        if let Seat::Held { until, secured, .. } = &mut self.seats[place]
            && !*secured
        {
            *secured = true;
            if wanted > *until {
                *until = wanted;
            }
        }
        self.answer(place)
    }

    pub fn book(&mut self, who: Who, place: usize, now: u64) -> Said {
        if self.seats.get(place) == Some(&Seat::Booked { who }) {
            return Said::Booked { seat: place };
        }
        if !self.lives(place, who, now) {
            return Said::Gone;
        }
        self.remember_end(place);
        self.seats[place] = Seat::Booked { who };
        Said::Booked { seat: place }
    }

    pub fn release(&mut self, who: Who, place: usize) -> Said {
        if self.is_held_by(place, who) {
            self.remember_end(place);
            self.seats[place] = Seat::Empty;
        }
        Said::Gone
    }

    pub fn give_back(&mut self, who: Who, place: usize, cool: Option<u64>, now: u64) -> Said {
        if self.seats.get(place) == Some(&Seat::Booked { who }) {
            self.seats[place] = match cool {
                Some(until) if until > now => Seat::Cooling { until },
                _ => {
                    self.over.push((who, now));
                    Seat::Empty
                }
            };
        }
        Said::Gone
    }

    pub fn tick(&mut self, now: u64) {
        for place in 0..self.seats.len() {
            match &mut self.seats[place] {
                Seat::Held { until, token: true, secured, .. } if *until <= now && !*secured => {
                    *secured = true;
                    *until = now + self.verify_within;
                }
                Seat::Held { until, .. } if *until <= now => {
                    self.remember_end(place);
                    self.seats[place] = Seat::Empty;
                }
                Seat::Cooling { until } if *until <= now => self.seats[place] = Seat::Empty,
                _ => {}
            }
        }
        if now >= self.kept_until && self.held() == 0 {
            self.seats.clear();
            self.dropped = true;
        }
    }

    fn remember_end(&mut self, place: usize) {
        if let Seat::Held { who, decide_by, .. } = self.seats[place] {
            self.over.push((who, decide_by));
        }
    }
}
