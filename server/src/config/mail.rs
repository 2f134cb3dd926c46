//! How letters leave, as an operator writes it.

use std::fmt;

use serde::Deserialize;

/// The table `[mail]`. Without a mail server letters lie in the outbox of the data directory.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// Who writes: an address of mail. Needed where there is a mail server.
    pub from: Option<String>,
    pub smtp: Option<SmtpSettings>,
}

/// A mail server that takes letters from us.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    /// There is no default: that nothing is encrypted must be written down.
    pub encryption: Encryption,
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub password: Option<String>,
    /// For each half of the work: to be let in, and to hand a letter over.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// From the first byte on.
    Tls,
    /// Asked for before anything is said, and insisted on.
    Starttls,
    /// For a mail server on the same machine.
    None,
}

impl MailSettings {
    /// Whether this can be used: a mail server needs a sender, and a user a password.
    #[must_use]
    pub fn fit(&self) -> bool {
        self.smtp.as_ref().is_none_or(|smtp| {
            let named = self.from.is_some() && !smtp.host.is_empty();
            named && smtp.timeout_ms > 0 && smtp.user.is_some() == smtp.password.is_some()
        })
    }
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpSettings({}:{})", self.host, self.port)
    }
}

const fn timeout_ms() -> u64 {
    10_000
}
