//! One that is called: where, with which secret, and what it wants.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use nobat_domain::staff::{Scope, Scopes};
use nobat_domain::timestamp::Timestamp;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use sha2::Sha256;

use super::place::Place;
use crate::api::systems::view::Wanted;
use crate::config::{WebhookSettings, is_public};

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// For the whole call: who needs longer takes first and works afterwards.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
const SECRET_PREFIX: &str = "whsec_";
/// Shorter secrets are guessed.
const SECRET_BYTES_MIN: usize = 24;

/// What `webhook-id`, `webhook-timestamp` and `webhook-signature` are made with.
pub struct Secret(Vec<u8>);

pub struct Endpoint {
    pub name: String,
    pub(super) url: Url,
    pub(super) secret: Secret,
    pub(super) wanted: Wanted,
    pub(super) scopes: Scopes,
    pub(super) client: reqwest::Client,
    pub(super) place: Place,
}

/// Why an endpoint cannot be called.
#[derive(Debug, thiserror::Error)]
pub enum EndpointUnfit {
    #[error("configuring webhooks.{name}: {why}")]
    Settings { name: String, why: &'static str },
    #[error("reading the secret of webhooks.{name} from {}: {source}", path.display())]
    Secret { name: String, path: PathBuf, source: io::Error },
    #[error("making the folder of webhooks: {0}")]
    Folder(io::Error),
    #[error("preparing the client that calls webhooks: {0}")]
    Client(#[from] reqwest::Error),
}

impl Endpoint {
    /// All that are configured, in the order of their names.
    ///
    /// # Errors
    /// The first that cannot be called.
    pub fn open_all(
        settings: &BTreeMap<String, WebhookSettings>,
        data: &Path,
    ) -> Result<Vec<Self>, EndpointUnfit> {
        if !settings.is_empty() {
            Place::make_folder(data).map_err(EndpointUnfit::Folder)?;
        }
        settings.iter().map(|(name, settings)| Self::open(name, settings, data)).collect()
    }

    fn open(name: &str, settings: &WebhookSettings, data: &Path) -> Result<Self, EndpointUnfit> {
        let unfit = |why| EndpointUnfit::Settings { name: name.to_owned(), why };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if name.is_empty() || name.len() > 64 || !name.bytes().all(plain) {
            return Err(unfit("a name has letters, digits and dashes"));
        }
        let url = settings.address();
        let url = url.ok_or_else(|| unfit("its url is no https address of the internet"))?;
        let path = settings.secret_file.clone();
        let secret = std::fs::read_to_string(&path);
        let secret = secret.map_err(|source| EndpointUnfit::Secret {
            name: name.to_owned(),
            path,
            source,
        })?;
        let secret = Secret::read(&secret);
        let secret =
            secret.ok_or_else(|| unfit("its secret is no whsec_ and base64 of 24 bytes"))?;
        let wanted = Wanted::read(settings.types.as_deref());
        let wanted = wanted.map_err(|_| unfit("its types name a kind of change that is none"))?;
        let person = settings.person.then_some(Scope::Person);
        let scopes: Vec<Scope> = [Scope::Feed].into_iter().chain(person).collect();
        let scopes = Scopes::of(&scopes).expect("one at least");
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            // Whoever could redirect it could have it call anything.
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(Lookup { private: settings.private })
            .build()?;
        let place = Place::of(data, name);
        Ok(Self { name: name.to_owned(), url, secret, wanted, scopes, client, place })
    }
}

impl Secret {
    /// Nothing for one that is too short, or written in another way.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim().strip_prefix(SECRET_PREFIX)?).ok()?;
        (bytes.len() >= SECRET_BYTES_MIN).then_some(Self(bytes))
    }

    /// The signature of a message, as <https://www.standardwebhooks.com> writes it.
    ///
    /// # Panics
    /// Never: a key of any length is one.
    #[must_use]
    pub fn sign(&self, id: &str, at: Timestamp, body: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length");
        let seconds = at.0 / 1_000;
        let mac = mac.chain_update(format!("{id}.{seconds}.{body}"));
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// Names lead to the internet alone, unless an operator said otherwise: also one that led there
/// when it was written down and leads elsewhere today.
struct Lookup {
    private: bool,
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.filter(|it| private || is_public(it.ip())).collect();
            if found.is_empty() {
                let why = "the name leads nowhere that may be called";
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, why).into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard's own libraries.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let secret = Secret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").expect("24 bytes");
        let signed = secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Timestamp(1_614_265_330_000),
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        for wrong in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(Secret::read(wrong).is_none(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_beside_the_internet_is_not_called() {
        let lookup = |private| Lookup { private }.resolve("localhost".parse().expect("a name"));
        assert!(lookup(false).await.is_err());
        assert!(lookup(true).await.is_ok());
    }
}
