//! A mail server, asked step by step, so that it is known of each failure whether the letter can
//! have gone: only what breaks while the last word is awaited is unknown.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::postman::NotSent;
use crate::config::{Encryption, SmtpSettings};

/// For the farewell, whose answer changes nothing.
const FAREWELL: Duration = Duration::from_secs(1);

type SmtpError = lettre::transport::smtp::Error;

/// Why a mail server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RelayUnfit {
    #[error("configuring mail.smtp: its name does not fit a certificate: {0}")]
    Name(SmtpError),
}

pub(super) struct Relay {
    host: String,
    port: u16,
    tls: Option<TlsParameters>,
    encryption: Encryption,
    credentials: Option<Credentials>,
    hello: ClientId,
    patience: Duration,
}

impl Relay {
    /// `domain`: ours, as we introduce ourselves.
    pub(super) fn new(settings: &SmtpSettings, domain: &str) -> Result<Self, RelayUnfit> {
        let SmtpSettings { host, port, encryption, user, password, timeout_ms } = settings.clone();
        let tls = match encryption {
            Encryption::None => None,
            Encryption::Tls | Encryption::Starttls => {
                Some(TlsParameters::new(host.clone()).map_err(RelayUnfit::Name)?)
            }
        };
        let credentials = user.zip(password).map(|(user, secret)| Credentials::new(user, secret));
        let hello = ClientId::Domain(domain.to_owned());
        let patience = Duration::from_millis(timeout_ms);
        Ok(Self { host, port, tls, encryption, credentials, hello, patience })
    }

    /// Hands one letter over.
    pub(super) async fn send(&self, envelope: &Envelope, letter: &[u8]) -> Result<(), NotSent> {
        let ready = timeout(self.patience, self.let_in(envelope)).await;
        let mut line = ready.map_err(|_| NotSent::NotTaken)??;
        let answer = timeout(self.patience, line.message(letter)).await;
        let answer = answer.map_err(|_| NotSent::Unknown)?;
        answer.map_err(|error| {
            let said_no = error.is_permanent() || error.is_transient();
            if said_no { NotSent::NotTaken } else { NotSent::Unknown }
        })?;
        let _answer = timeout(FAREWELL, line.quit()).await;
        Ok(())
    }

    /// Everything before the letter itself: until then it cannot have gone.
    async fn let_in(&self, envelope: &Envelope) -> Result<AsyncSmtpConnection, NotSent> {
        let mut line = self.connect().await.map_err(|_| NotSent::NotTaken)?;
        let from = Mail::new(envelope.from().cloned(), Vec::new());
        line.command(from).await.map_err(|_| NotSent::NotTaken)?;
        for to in envelope.to() {
            let taken = line.command(Rcpt::new(to.clone(), Vec::new())).await;
            taken.map_err(|error| {
                if error.is_permanent() { NotSent::AddressRefused } else { NotSent::NotTaken }
            })?;
        }
        line.command(Data).await.map_err(|_| NotSent::NotTaken)?;
        Ok(line)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let address = (self.host.as_str(), self.port);
        let at_once = self.tls.clone().filter(|_| self.encryption == Encryption::Tls);
        let mut line = AsyncSmtpConnection::connect_tokio1(
            address,
            Some(self.patience),
            &self.hello,
            at_once,
            None,
        )
        .await?;
        if let Some(tls) = self.tls.clone().filter(|_| self.encryption == Encryption::Starttls) {
            line.starttls(tls, &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            line.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use nobat_sandbox::mail_server::{MailServer, Mood};
    use tokio::net::TcpListener;

    use super::*;
    use crate::mail::letter::tests::{sample, sender};

    /// So long is a mail server waited for that says nothing.
    const PATIENCE_MS: u64 = 200;

    async fn sent_to(mood: Mood) -> (Result<(), NotSent>, Vec<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let server = MailServer::default();
        server.behave(mood);
        tokio::spawn(server.clone().serve(listener));
        (send_to(port).await, server.letters())
    }

    async fn send_to(port: u16) -> Result<(), NotSent> {
        let settings = SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port,
            encryption: Encryption::None,
            user: None,
            password: None,
            timeout_ms: PATIENCE_MS,
        };
        let relay = Relay::new(&settings, "ncr.ir").expect("it needs no certificate");
        let message = sample().message(&sender()).expect("it is put together");
        relay.send(message.envelope(), &message.formatted()).await
    }

    #[tokio::test]
    async fn a_letter_is_handed_over_whole() {
        let (sent, letters) = sent_to(Mood::Kind).await;
        sent.expect("it is taken");
        let [letter] = &letters[..] else { panic!("one letter: {letters:?}") };
        assert!(letter.contains("To: somebody@example.ir") && letter.contains("nobat-receipt.pdf"));
    }

    #[tokio::test]
    async fn each_trouble_says_whether_the_letter_can_have_gone() {
        for (mood, certain) in [
            (Mood::Busy, true),
            (Mood::KnowsNobody, true),
            (Mood::RefusesLetters, true),
            (Mood::SilentAtFirst, true),
            (Mood::Down, true),
            (Mood::SilentAtLast, false),
            (Mood::HangsUpAtLast, false),
        ] {
            let (sent, _) = sent_to(mood).await;
            let fault = sent.expect_err("it is not taken");
            assert_eq!(fault.is_certain(), certain, "{mood:?}: {fault}");
            assert_eq!(matches!(fault, NotSent::AddressRefused), mood == Mood::KnowsNobody);
        }
    }

    #[tokio::test]
    async fn a_mail_server_that_is_down_took_nothing() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        drop(listener);
        let fault = send_to(port).await.expect_err("nobody is there");
        assert!(matches!(fault, NotSent::NotTaken));
    }
}
