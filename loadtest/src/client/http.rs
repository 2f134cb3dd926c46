//! One citizen's browser: one connection, its cookies, no cache.

use super::target::Target;
use crate::clock;
use flate2::read::GzDecoder;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderValue,
    LOCATION, ORIGIN, SET_COOKIE, USER_AGENT,
};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpSocket, TcpStream};

/// Nobody looks at a white page for longer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(30);
const PAGE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Pages become about so many times longer when they are unpacked.
const UNPACKED_TIMES: usize = 5;
const COOKIES_MAX: usize = 32;
/// What every browser reads.
const ENCODING: &str = "gzip";
const AGENT: &str = concat!("nobat-loadtest/", env!("CARGO_PKG_VERSION"));

/// What is asked of the server.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    /// With its query.
    pub path: String,
    pub body: Vec<u8>,
    pub content_type: Option<&'static str>,
    /// Whether another site sends it: then a browser keeps back what is meant for the own site.
    pub from: Site,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Site {
    Own,
    Other,
}

impl Call {
    pub fn get(path: &str) -> Self {
        Self {
            method: Method::GET,
            path: path.to_owned(),
            body: Vec::new(),
            content_type: None,
            from: Site::Own,
        }
    }

    pub fn form(path: &str, encoded: String) -> Self {
        Self {
            method: Method::POST,
            body: encoded.into_bytes(),
            content_type: Some("application/x-www-form-urlencoded"),
            ..Self::get(path)
        }
    }

    pub fn json(path: &str, value: &serde_json::Value) -> Self {
        Self {
            method: Method::POST,
            body: value.to_string().into_bytes(),
            content_type: Some("application/json"),
            ..Self::get(path)
        }
    }

    pub fn sent_by_another_site(self) -> Self {
        Self { from: Site::Other, ..self }
    }
}

/// The server's answer, read to its last byte.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
    pub timing: Timing,
}

/// When the request was written, and when the last byte of the answer had come.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    pub written: Instant,
    pub done: Instant,
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NetTrouble {
    #[error("nobody listens")]
    Away,
    #[error("the connection broke")]
    Broken,
    #[error("no answer within {} s", ANSWER_TIME_MAX.as_secs())]
    TimedOut,
    #[error("the answer was too long")]
    TooLong,
    #[error("this machine has no port or file handle left")]
    OutOfHandles,
}

#[derive(Debug)]
struct Cookie {
    value: String,
    /// Sent also where another site posts.
    for_all_sites: bool,
}

#[derive(Debug)]
pub struct Browser {
    target: Arc<Target>,
    source: Option<IpAddr>,
    connection: Option<SendRequest<Full<Bytes>>>,
    cookies: BTreeMap<String, Cookie>,
}

impl Browser {
    pub fn new(target: Arc<Target>, source: Option<IpAddr>) -> Self {
        Self { target, source, connection: None, cookies: BTreeMap::new() }
    }

    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Closed and opened again by somebody who comes back another day.
    pub fn forget(&mut self) {
        self.connection = None;
        self.cookies.clear();
    }

    /// One request and its whole answer. After any trouble the next call connects anew.
    ///
    /// # Errors
    /// No answer; whether the server has acted is not known.
    pub async fn send(&mut self, call: Call) -> Result<Answer, NetTrouble> {
        let answer = tokio::time::timeout(ANSWER_TIME_MAX, self.exchange(call)).await;
        let answer = answer.unwrap_or(Err(NetTrouble::TimedOut));
        if answer.is_err() {
            self.connection = None;
        }
        answer
    }

    async fn exchange(&mut self, call: Call) -> Result<Answer, NetTrouble> {
        let mut connection = self.connect().await?;
        let request = self.request(call)?;
        let written = clock::now();
        let response = connection.send_request(request).await.map_err(|_| NetTrouble::Broken)?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, PAGE_BYTES_MAX).collect().await.map_err(|error| {
            let long = error.is::<http_body_util::LengthLimitError>();
            if long { NetTrouble::TooLong } else { NetTrouble::Broken }
        })?;
        let timing = Timing { written, done: clock::now() };
        let packed = head.headers.get(CONTENT_ENCODING).is_some_and(|it| it == ENCODING);
        let body = text(&body.to_bytes(), packed)?;
        self.keep_cookies(&head.headers);
        self.connection = Some(connection);
        let location = head.headers.get(LOCATION).and_then(|location| location.to_str().ok());
        Ok(Answer {
            status: head.status.as_u16(),
            location: location.map(str::to_owned),
            body,
            timing,
        })
    }

    /// The open connection, or a new one where the server has closed it meanwhile.
    async fn connect(&mut self) -> Result<SendRequest<Full<Bytes>>, NetTrouble> {
        if let Some(mut open) = self.connection.take()
            && open.ready().await.is_ok()
        {
            return Ok(open);
        }
        let stream = open_stream(self.target.address, self.source).await?;
        let (sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|_| NetTrouble::Broken)?;
        // Ends when the sender is dropped or the server closes.
        tokio::spawn(connection);
        Ok(sender)
    }

    fn request(&self, call: Call) -> Result<Request<Full<Bytes>>, NetTrouble> {
        let mut request = Request::builder()
            .method(call.method)
            .uri(&call.path)
            .header(HOST, &self.target.host)
            .header(USER_AGENT, AGENT)
            .header(ACCEPT_ENCODING, ENCODING);
        if let Some(content_type) = call.content_type {
            request = request.header(CONTENT_TYPE, content_type);
            if call.from == Site::Own {
                request = request.header(ORIGIN, &self.target.origin);
            }
        }
        let sent = self.cookies.iter().filter(|(_, c)| call.from == Site::Own || c.for_all_sites);
        let sent: Vec<String> = sent.map(|(name, c)| format!("{name}={}", c.value)).collect();
        if !sent.is_empty() {
            request = request.header(COOKIE, sent.join("; "));
        }
        // A path that is no path is the page's fault: there is nothing to send.
        request.body(Full::new(Bytes::from(call.body))).map_err(|_| NetTrouble::Broken)
    }

    fn keep_cookies(&mut self, headers: &HeaderMap<HeaderValue>) {
        for line in headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()) {
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let Some((name, value)) = pair.trim().split_once('=') else { continue };
            let mut attributes = attributes.split(';').map(|a| a.trim().to_ascii_lowercase());
            let gone = attributes.clone().any(|a| a == "max-age=0") || value.is_empty();
            if gone {
                self.cookies.remove(name);
            } else if self.cookies.len() < COOKIES_MAX || self.cookies.contains_key(name) {
                let for_all_sites = attributes.any(|a| a == "samesite=none");
                let cookie = Cookie { value: value.to_owned(), for_all_sites };
                self.cookies.insert(name.to_owned(), cookie);
            }
        }
    }
}

/// The text of a body; what is too long or broken when unpacked is a broken answer.
fn text(body: &[u8], packed: bool) -> Result<String, NetTrouble> {
    if !packed {
        return Ok(String::from_utf8_lossy(body).into_owned());
    }
    let mut text = Vec::with_capacity(body.len() * UNPACKED_TIMES);
    let mut page = GzDecoder::new(body).take(PAGE_BYTES_MAX as u64 + 1);
    page.read_to_end(&mut text).map_err(|_| NetTrouble::Broken)?;
    if text.len() > PAGE_BYTES_MAX {
        return Err(NetTrouble::TooLong);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

async fn open_stream(to: SocketAddr, from: Option<IpAddr>) -> Result<TcpStream, NetTrouble> {
    let socket = if to.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let socket = socket.map_err(|_| NetTrouble::OutOfHandles)?;
    if let Some(from) = from {
        socket.bind(SocketAddr::new(from, 0)).map_err(|_| NetTrouble::OutOfHandles)?;
    }
    let stream = socket.connect(to).await.map_err(|_| NetTrouble::Away)?;
    // Small forms go out at once, as from a browser.
    stream.set_nodelay(true).map_err(|_| NetTrouble::Broken)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
        writer.write_all(text).expect("memory");
        writer.finish().expect("memory")
    }

    #[test]
    fn a_page_reads_the_same_packed_and_plain() {
        let page = "<h1>نتیجه ثبت نام</h1>".repeat(50);
        assert_eq!(text(page.as_bytes(), false).as_deref(), Ok(page.as_str()));
        assert_eq!(text(&packed(page.as_bytes()), true).as_deref(), Ok(page.as_str()));
    }

    #[test]
    fn what_is_cut_or_endless_is_no_page() {
        let page = packed("seat".repeat(1_000).as_bytes());
        assert_eq!(text(&page[..page.len() / 2], true), Err(NetTrouble::Broken));
        let bomb = packed(&vec![0; PAGE_BYTES_MAX + 1]);
        assert_eq!(text(&bomb, true), Err(NetTrouble::TooLong));
    }
}
