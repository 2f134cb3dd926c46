//! The configuration's shape, where it is read from, and what is refused.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use nobat_domain::limits::{HoldTerms, OfferTerms};
use nobat_domain::money::Rial;
use nobat_domain::timestamp::Millis;
use serde::Deserialize;

use crate::config::backup::BackupSettings;
use crate::config::mail::MailSettings;
use crate::config::messages::MessageSettings;
use crate::config::offers::OfferSettings;
use crate::config::persons::PersonSettings;
use crate::config::shifts::ShiftSettings;
use crate::config::ussd::{SECRET_CHARS_MIN, UssdGatewaySettings};
use crate::config::webhooks::WebhookSettings;
use crate::gateway::sadad::SadadSettings;
use crate::guessing::{BadNetwork, TrustedProxies};
use crate::ussd::Channel;

/// Everything that `nobat serve` needs to know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub data_dir: PathBuf,
    /// Where the keyring's master key is; beside the data if it is not named.
    #[serde(default)]
    pub master_key: Option<PathBuf>,
    pub http: HttpSettings,
    pub registry: RegistryAccess,
    pub banks: BankSettings,
    pub operators: OperatorSettings,
    #[serde(default)]
    pub windows: Windows,
    #[serde(default)]
    pub backup: BackupSettings,
    #[serde(default)]
    pub mail: MailSettings,
    #[serde(default)]
    pub messages: MessageSettings,
    #[serde(default)]
    pub shifts: ShiftSettings,
    #[serde(default)]
    pub persons: PersonSettings,
    pub offers: OfferSettings,
    /// The fee of a first issue, in rials. There is no default: zero must be written down.
    pub fee_rial: i64,
    /// Requests that one mobile serves within a day or so.
    #[serde(default = "requests_per_mobile")]
    pub requests_per_mobile: u32,
    /// Seats that one network holds unpaid at once before anybody of it has paid.
    #[serde(default = "unpaid_per_network")]
    pub unpaid_per_network: u32,
    /// The code that phones dial, as it is dialled.
    #[serde(default = "ussd")]
    pub ussd: String,
    /// Gateways of phone networks that call back for it, each by its name in their address.
    #[serde(default)]
    pub ussd_gateways: BTreeMap<String, UssdGatewaySettings>,
    /// Other systems that are called when requests change.
    #[serde(default)]
    pub webhooks: BTreeMap<String, WebhookSettings>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    pub listen: SocketAddr,
    /// Scheme, host and port under which citizens and banks reach this server.
    pub public_url: String,
    /// A session without a sign of life ends after so many minutes.
    #[serde(default = "session_minutes")]
    pub session_minutes: u64,
    /// Proxies whose `X-Forwarded-For` is believed, as addresses or networks; of nobody else it is.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
}

/// How this server reaches the civil registry.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryAccess {
    pub base_url: String,
    pub key: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankSettings {
    /// Sadad, if it is active.
    #[serde(default)]
    pub sadad: Option<SadadSettings>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorSettings {
    /// The password of `/ops`, at least [`PASSWORD_CHARS_MIN`] characters.
    pub password: String,
}

/// Spans of a hold, in seconds, and what repeated holds and moves wait; the defaults are the law's.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Windows {
    pub until_token_s: u64,
    pub bank_window_s: u64,
    pub return_grace_s: u64,
    pub cap_s: u64,
    pub verify_within_s: u64,
    pub final_margin_s: u64,
    /// Moves before the booked day that cost nothing.
    pub moves_free: u8,
    /// Hours from the last booking to each further move.
    pub move_wait_h: u64,
    /// Holds that may end unpaid before the next one waits.
    pub unpaid_free: u8,
    /// Minutes of the first such wait.
    pub unpaid_wait_min: u64,
}

/// `NOBAT_CACHE` is for the build: it says where prepared libraries are kept.
const BUILD_CACHE: &str = "cache";
/// Shorter passwords are guessed.
pub const PASSWORD_CHARS_MIN: usize = 12;

impl Default for Windows {
    fn default() -> Self {
        let terms = HoldTerms::DEFAULT;
        let seconds = |span: Millis| span.0 / 1_000;
        Self {
            until_token_s: seconds(terms.until_token),
            bank_window_s: seconds(terms.bank_window),
            return_grace_s: seconds(terms.return_grace),
            cap_s: seconds(terms.cap),
            verify_within_s: seconds(terms.verify_within),
            final_margin_s: seconds(terms.final_margin),
            moves_free: terms.moves_free,
            move_wait_h: seconds(terms.move_wait) / 3_600,
            unpaid_free: terms.unpaid_free,
            unpaid_wait_min: seconds(terms.unpaid_wait) / 60,
        }
    }
}

impl Windows {
    #[must_use]
    const fn terms(&self, offers: OfferTerms) -> HoldTerms {
        HoldTerms {
            decide_within: HoldTerms::DEFAULT.decide_within,
            until_token: Millis::seconds(self.until_token_s),
            bank_window: Millis::seconds(self.bank_window_s),
            return_grace: Millis::seconds(self.return_grace_s),
            cap: Millis::seconds(self.cap_s),
            verify_within: Millis::seconds(self.verify_within_s),
            final_margin: Millis::seconds(self.final_margin_s),
            moves_free: self.moves_free,
            move_wait: Millis::hours(self.move_wait_h),
            unpaid_free: self.unpaid_free,
            unpaid_wait: Millis::minutes(self.unpaid_wait_min),
            offers,
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFault {
    #[error("reading the configuration: {0}")]
    Unreadable(Box<figment::Error>),
    #[error("configuring http.public_url: it begins with http:// or https:// and ends in a host")]
    PublicUrl,
    #[error("configuring http.trusted_proxies: {0}")]
    TrustedProxies(#[from] BadNetwork),
    #[error("configuring operators.password: at least {PASSWORD_CHARS_MIN} characters")]
    Password,
    #[error("configuring fee_rial: {0} is not an amount in rials")]
    Fee(i64),
    #[error("configuring windows: the spans of a hold do not fit each other")]
    Windows,
    #[error(
        "configuring backup: every_hours and kept are at least 1 (to make none, write off = true), \
         and keyring_folder lies outside of folder"
    )]
    Backup,
    #[error(
        "configuring mail: a mail server needs mail.from, a host, a timeout, and a password where \
         there is a user"
    )]
    Mail,
    #[error(
        "configuring messages: fa or en, an hour of reminders up to 20, at least 3 texts a day, \
         and for Kavenegar an https address, a sender, 1 to 512 calls at once and a timeout"
    )]
    Messages,
    #[error(
        "configuring offers: hours of the day from 0 to 23, in which a seat is with offers for at \
         most half a day"
    )]
    Offers,
    #[error("configuring shifts: write spans of a day like 08:00-13:00")]
    Shifts,
    #[error("configuring persons: kept_after_delivery_days is from 1 to 3,650")]
    Persons,
    #[error(
        "configuring ussd_gateways.{0}: a name of letters, digits and dashes, a style (form or \
         query), and a secret of at least {SECRET_CHARS_MIN} characters, networks, or both"
    )]
    UssdGateway(String),
    #[error("configuring banks: at least one bank must be active while there is a fee")]
    NoBank,
}

/// Reads a file, and `NOBAT_…` of the environment over it (`NOBAT_HTTP__LISTEN` for `http.listen`).
///
/// # Errors
/// [`ConfigFault`] names what is missing or wrong.
pub fn load(file: &Path) -> Result<Settings, ConfigFault> {
    let environment = Env::prefixed("NOBAT_").ignore(&[BUILD_CACHE]).split("__");
    let figment = Figment::new().merge(Toml::file_exact(file)).merge(environment);
    let settings: Settings =
        figment.extract().map_err(|error| ConfigFault::Unreadable(Box::new(error)))?;
    settings.check()?;
    if !settings.offers.leave_room() {
        return Err(ConfigFault::Offers);
    }
    Ok(settings)
}

impl Settings {
    /// Checks what types cannot say.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), ConfigFault> {
        let url = &self.http.public_url;
        let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        if host.is_none_or(|host| host.is_empty() || host.contains('/')) {
            return Err(ConfigFault::PublicUrl);
        }
        TrustedProxies::parse(&self.http.trusted_proxies)?;
        if self.operators.password.chars().count() < PASSWORD_CHARS_MIN {
            return Err(ConfigFault::Password);
        }
        if !self.terms()?.fit() {
            return Err(ConfigFault::Windows);
        }
        if !self.backup.fit(&self.data_dir) {
            return Err(ConfigFault::Backup);
        }
        if !self.mail.fit() {
            return Err(ConfigFault::Mail);
        }
        if !self.messages.fit() {
            return Err(ConfigFault::Messages);
        }
        self.shifts.hours().ok_or(ConfigFault::Shifts)?;
        if !self.persons.fit() {
            return Err(ConfigFault::Persons);
        }
        Channel::check(&self.ussd_gateways)?;
        let fee = self.fee()?;
        if !fee.is_zero() && self.banks.sadad.is_none() {
            return Err(ConfigFault::NoBank);
        }
        Ok(())
    }

    /// The law's terms of holds, moves and offers.
    ///
    /// # Errors
    /// [`ConfigFault::Offers`] if an hour is none.
    pub fn terms(&self) -> Result<HoldTerms, ConfigFault> {
        Ok(self.windows.terms(self.offers.terms().ok_or(ConfigFault::Offers)?))
    }

    /// The fee as an amount.
    ///
    /// # Errors
    /// [`ConfigFault::Fee`] if it is negative or absurd.
    pub fn fee(&self) -> Result<Rial, ConfigFault> {
        Rial::new(self.fee_rial).ok_or(ConfigFault::Fee(self.fee_rial))
    }
}

impl fmt::Debug for RegistryAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistryAccess({})", self.base_url)
    }
}

impl fmt::Debug for OperatorSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperatorSettings")
    }
}

/// A large family, or a helpful neighbour.
const fn requests_per_mobile() -> u32 {
    8
}

/// An opening's first minutes behind one address of a carrier, when nobody can have paid yet.
const fn unpaid_per_network() -> u32 {
    500
}

fn ussd() -> String {
    "*6090*4#".to_owned()
}

const fn session_minutes() -> u64 {
    20
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Encryption, SmtpSettings, demo};

    fn sound() -> Settings {
        demo(Path::new("data"), "127.0.0.1:8080".parse().expect("an address"), 8090, "registry-key")
    }

    fn relay() -> SmtpSettings {
        SmtpSettings {
            host: "mail.example".to_owned(),
            port: 465,
            encryption: Encryption::Tls,
            user: Some("nobat".to_owned()),
            password: Some("mail-password".to_owned()),
            timeout_ms: 1,
        }
    }

    #[test]
    fn the_demo_is_sound() {
        sound().check().expect("the demo starts");
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        let mut anybody = sound();
        anybody.http.trusted_proxies = vec!["proxy.example".into()];
        assert!(matches!(anybody.check(), Err(ConfigFault::TrustedProxies(_))));
        let mut short = sound();
        short.operators.password = "short".into();
        assert!(matches!(short.check(), Err(ConfigFault::Password)));
        let mut free = sound();
        free.fee_rial = -1;
        assert!(matches!(free.check(), Err(ConfigFault::Fee(-1))));
        for days in [0, 3_651] {
            let mut kept = sound();
            kept.persons.kept_after_delivery_days = days;
            assert!(matches!(kept.check(), Err(ConfigFault::Persons)));
        }
        let mut bankless = sound();
        bankless.banks.sadad = None;
        assert!(matches!(bankless.check(), Err(ConfigFault::NoBank)));
        let mut lost = sound();
        lost.http.public_url = "ftp://example".into();
        assert!(matches!(lost.check(), Err(ConfigFault::PublicUrl)));
        let mut odd = sound();
        odd.windows.cap_s = 1;
        assert!(matches!(odd.check(), Err(ConfigFault::Windows)));
        let mut never = sound();
        never.backup.every_hours = 0;
        assert!(matches!(never.check(), Err(ConfigFault::Backup)), "off is said as off");
        let mut senderless = sound();
        senderless.mail.smtp = Some(relay());
        assert!(matches!(senderless.check(), Err(ConfigFault::Mail)));
        let mut timeless = sound();
        timeless.shifts.morning = "all morning".into();
        assert!(matches!(timeless.check(), Err(ConfigFault::Shifts)));
        let mut open = sound();
        open.ussd_gateways.values_mut().for_each(|gateway| gateway.secret = None);
        assert!(matches!(open.check(), Err(ConfigFault::UssdGateway(_))));
        let mut mixed = sound();
        mixed.backup.folder = Some("b".into());
        mixed.backup.keyring_folder = Some("b/keys".into());
        assert!(matches!(mixed.check(), Err(ConfigFault::Backup)));
    }

    #[test]
    fn a_backup_is_made_each_day_unless_off_is_written() {
        let plan = sound().backup.plan(Path::new("data"));
        assert_eq!(plan, nobat_engine::backup::BackupPlan::daily(Path::new("data")));
        assert!(!plan.off);
        let mut off = sound();
        off.backup.off = true;
        off.check().expect("an operator may say so");
        assert!(off.backup.plan(Path::new("data")).off);
    }

    #[test]
    fn the_documented_configuration_is_read_whole() {
        let page = include_str!("../../../docs/OPERATING.md");
        let sample = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("nobat.toml");
        std::fs::write(&file, sample.expect("a sample")).expect("it can be written");
        let settings = load(&file).expect("it is sound");
        assert_eq!(settings.terms().expect("it was checked"), HoldTerms::DEFAULT);
        assert_eq!(settings.backup.every_hours, BackupSettings::default().every_hours);
        assert_eq!(settings.backup.archive_bytes_max, BackupSettings::default().archive_bytes_max);
        assert!(settings.master_key.is_some() && settings.banks.sadad.is_some());
        assert!(settings.mail.smtp.is_some_and(|smtp| smtp.encryption == Encryption::Tls));
        std::fs::write(&file, format!("unknown = 1\n{}", sample.unwrap_or_default()))
            .expect("it can be written");
        assert!(matches!(load(&file), Err(ConfigFault::Unreadable(_))));
    }

    #[test]
    fn secrets_are_not_printed() {
        let mut sound = sound();
        sound.mail.smtp = Some(relay());
        let shown = format!("{sound:?}");
        assert!(!shown.contains("mail-password"));
        assert!(!shown.contains("registry-key"));
        assert!(sound.ussd_gateways.len() == 2 && !shown.contains("ussd secret"));
        assert!(!shown.contains(&sound.operators.password));
    }
}
