//! The demo's configuration: everything on this machine, nothing real.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use nobat_sandbox::phone;
use nobat_sandbox::sadad::{DEMO_KEY_BASE64, DEMO_MERCHANT_ID, DEMO_TERMINAL_ID};

use crate::config::backup::BackupSettings;
use crate::config::mail::MailSettings;
use crate::config::messages::MessageSettings;
use crate::config::offers::OfferSettings;
use crate::config::persons::PersonSettings;
use crate::config::settings::{
    BankSettings, HttpSettings, OperatorSettings, RegistryAccess, Settings, Windows,
};
use crate::config::shifts::ShiftSettings;
use crate::config::ussd::UssdGatewaySettings;
use crate::gateway::sadad::SadadSettings;

/// The demo country is made from this, so that everybody's demo has the same citizens.
pub const DEMO_COUNTRY_SEED: u64 = 1396;
/// Printed at the start: it guards nothing but play money.
const DEMO_PASSWORD: &str = "nobat-demo-ops";
/// The fee that the guide's payment page shows.
pub const DEMO_FEE_RIAL: i64 = 1_000;

/// A demo beside a sandbox that listens on `sandbox_port` of this machine.
#[must_use]
pub fn demo(data: &Path, listen: SocketAddr, sandbox_port: u16, registry_key: &str) -> Settings {
    let sandbox = format!("http://127.0.0.1:{sandbox_port}");
    Settings {
        data_dir: data.to_owned(),
        master_key: None,
        http: HttpSettings {
            listen,
            public_url: format!("http://{listen}"),
            session_minutes: 20,
            trusted_proxies: Vec::new(),
        },
        registry: RegistryAccess { base_url: sandbox.clone(), key: registry_key.to_owned() },
        banks: BankSettings {
            sadad: Some(SadadSettings {
                merchant_id: DEMO_MERCHANT_ID.to_owned(),
                terminal_id: DEMO_TERMINAL_ID.to_owned(),
                key_base64: DEMO_KEY_BASE64.to_owned(),
                base_url: format!("{sandbox}/VPG"),
                page_url: None,
            }),
        },
        operators: OperatorSettings { password: DEMO_PASSWORD.to_owned() },
        windows: Windows::default(),
        backup: BackupSettings::default(),
        mail: MailSettings::default(),
        messages: MessageSettings::default(),
        shifts: ShiftSettings::default(),
        persons: PersonSettings::default(),
        offers: OfferSettings::demo(),
        fee_rial: DEMO_FEE_RIAL,
        // Rehearsals and load tests send everybody with a few numbers.
        requests_per_mobile: u32::MAX,
        unpaid_per_network: u32::MAX,
        ussd: "*6090*4#".to_owned(),
        ussd_gateways: phones(registry_key),
        webhooks: BTreeMap::new(),
    }
}

/// The sandbox's phone calls in every style.
fn phones(registry_key: &str) -> BTreeMap<String, UssdGatewaySettings> {
    let gateway = |style: &str| UssdGatewaySettings {
        style: style.to_owned(),
        secret: Some(phone::secret(registry_key)),
        networks: Vec::new(),
        extension: String::new(),
    };
    phone::STYLES.map(|style| (style.to_owned(), gateway(style))).into()
}
