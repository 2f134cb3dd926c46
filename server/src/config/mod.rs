//! What an operator writes down: one struct for each concern, checked as a whole before the start.
//!
//! Secrets and amounts have no defaults outside the demo. Read `settings`.

mod backup;
mod demo;
mod mail;
mod messages;
mod offers;
mod persons;
mod settings;
mod shifts;
mod ussd;
mod webhooks;

pub use backup::BackupSettings;
pub use demo::{DEMO_COUNTRY_SEED, DEMO_FEE_RIAL, demo};
pub use mail::{Encryption, MailSettings, SmtpSettings};
pub use messages::{KavenegarSettings, MessageSettings};
pub use offers::OfferSettings;
pub use persons::PersonSettings;
pub use settings::{
    BankSettings, ConfigFault, HttpSettings, OperatorSettings, RegistryAccess, Settings, Windows,
    load,
};
pub use shifts::{ShiftHours, ShiftSettings};
pub use ussd::{SECRET_CHARS_MIN, UssdGatewaySettings};
pub use webhooks::{WebhookSettings, is_public};
