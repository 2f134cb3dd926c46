//! What a citizen declares by choosing from a list: gender and religion.

/// As the civil registry records it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Gender {
    Female,
    Male,
}

/// The religions that the form lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Religion {
    Islam,
    Christianity,
    Judaism,
    Zoroastrianism,
    Other,
}

/// Why a choice from a list was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeclarationFault {
    /// Nothing was chosen.
    Empty,
    /// A choice that the list does not have.
    Unlisted,
}

impl Gender {
    pub const ALL: [Self; 2] = [Self::Female, Self::Male];

    /// The word that stands for it in forms and exchanges.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }

    /// Reads a [`Gender::key`].
    ///
    /// # Errors
    /// `Empty` or `Unlisted`.
    pub fn parse(input: &str) -> Result<Self, DeclarationFault> {
        choose(input, &Self::ALL, Self::key)
    }
}

impl Religion {
    pub const ALL: [Self; 5] =
        [Self::Islam, Self::Christianity, Self::Judaism, Self::Zoroastrianism, Self::Other];

    /// The word that stands for it in forms and exchanges.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Islam => "islam",
            Self::Christianity => "christianity",
            Self::Judaism => "judaism",
            Self::Zoroastrianism => "zoroastrianism",
            Self::Other => "other",
        }
    }

    /// Reads a [`Religion::key`].
    ///
    /// # Errors
    /// `Empty` or `Unlisted`.
    pub fn parse(input: &str) -> Result<Self, DeclarationFault> {
        choose(input, &Self::ALL, Self::key)
    }
}

fn choose<T: Copy>(
    input: &str,
    listed: &[T],
    key: impl Fn(T) -> &'static str,
) -> Result<T, DeclarationFault> {
    let chosen = input.trim();
    if chosen.is_empty() {
        return Err(DeclarationFault::Empty);
    }
    listed.iter().copied().find(|&item| key(item) == chosen).ok_or(DeclarationFault::Unlisted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_choice_is_read_back() {
        for gender in Gender::ALL {
            assert_eq!(Gender::parse(gender.key()), Ok(gender));
        }
        for religion in Religion::ALL {
            assert_eq!(Religion::parse(religion.key()), Ok(religion));
        }
    }

    #[test]
    fn nothing_else_is() {
        assert_eq!(Gender::parse(" "), Err(DeclarationFault::Empty));
        assert_eq!(Gender::parse("islam"), Err(DeclarationFault::Unlisted));
        assert_eq!(Religion::parse(""), Err(DeclarationFault::Empty));
        assert_eq!(Religion::parse("Islam"), Err(DeclarationFault::Unlisted));
    }
}
