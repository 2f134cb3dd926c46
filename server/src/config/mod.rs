//! What an operator writes down: one struct for each concern, checked as a whole before the start.
//!
//! Secrets and amounts have no defaults outside the demo. Read `settings`.

mod backup;
mod demo;
mod settings;

pub use backup::BackupSettings;
pub use demo::{DEMO_COUNTRY_SEED, DEMO_FEE_RIAL, demo};
pub use settings::{
    BankSettings, ConfigFault, HttpSettings, OperatorSettings, RegistryAccess, Settings, Windows,
    load,
};
