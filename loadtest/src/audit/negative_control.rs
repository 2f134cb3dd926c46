//! A shop that lies about one booking: the audit must find it, or it proves nothing.

use crate::args::{Cli, Command};
use crate::book::samples::receipt;
use crate::book::{Book, Receipt};
use crate::verdict::Verdict;
use clap::Parser;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{COOKIE, LOCATION, SET_COOKIE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

const ENTRY: &str = include_str!("../client/fixtures/entry-empty.html");
const FORM: &str = include_str!("../client/fixtures/registration-new.html");
const RESULT: &str = include_str!("../client/fixtures/result-ahead.html");
/// Its groups do not come apart at the end of a line.
const CODE_OF_RESULT: &str = "۴۹۷\u{a0}۳۲۰\u{a0}۱۶۷";
const SHIFT_OF_RESULT: &str = "۱۳۹۶، صبح";

/// The page that a shop shows to each national ID; the form of newcomers for all others.
type Shown = BTreeMap<String, String>;

const CITIZENS: [&str; 3] = ["2580200606", "1530230829", "2200052642"];

/// Codes in Persian digits as they are shown, and as they are booked.
const CODES: [(&str, &str); 3] =
    [("۴۹۷ ۳۲۰ ۱۶۷", "497320167"), ("۱۱۱ ۲۲۲ ۳۳۳", "111222333"), ("۰۰۰ ۰۰۰ ۰۰۱", "000000001")];

fn honest() -> Shown {
    assert!(RESULT.contains(CODE_OF_RESULT));
    let page = |n: usize| RESULT.replace(CODE_OF_RESULT, CODES[n].0);
    CITIZENS.iter().enumerate().map(|(n, id)| ((*id).to_owned(), page(n))).collect()
}

fn booked(n: usize) -> Receipt {
    receipt(CITIZENS[n], Some(CODES[n].1))
}

/// A shop of three addresses. Who has entered is known by a cookie.
async fn serve(shown: Arc<Shown>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let whose = request.headers().get(COOKIE).and_then(|cookie| cookie.to_str().ok());
    let whose = whose.and_then(|cookie| cookie.strip_prefix("who=")).map(str::to_owned);
    let page = whose.and_then(|who| shown.get(&who));
    let to = |path: &str| Response::builder().status(StatusCode::SEE_OTHER).header(LOCATION, path);
    let respond = |builder: hyper::http::response::Builder, body: &str| {
        builder.body(Full::new(Bytes::from(body.to_owned()))).expect("a sound answer")
    };
    let found = || Response::builder().status(StatusCode::OK);
    match (request.method().clone(), request.uri().path(), page) {
        (Method::GET, "/", _) => respond(found(), ENTRY),
        (Method::POST, "/", _) => {
            let body = request.into_body().collect().await.expect("a whole form").to_bytes();
            let mut fields = form_urlencoded::parse(&body);
            let nid = fields.find(|(name, _)| name == "nid").expect("a national ID").1;
            respond(to("/result").header(SET_COOKIE, format!("who={nid}; Path=/")), "")
        }
        (_, "/result", Some(page)) => respond(found(), page),
        (_, "/result", None) => respond(to("/register"), ""),
        (_, "/register", _) => respond(found(), FORM),
        _ => respond(Response::builder().status(StatusCode::NOT_FOUND), ""),
    }
}

/// Opens the shop for as long as the test runs.
async fn open(shown: Shown) -> SocketAddr {
    let shown = Arc::new(shown);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let shown = shown.clone();
            let service = service_fn(move |request| {
                let shown = shown.clone();
                async move { Ok::<_, Infallible>(serve(shown, request).await) }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

async fn audit(book: &Path, target: SocketAddr) -> Verdict {
    let (book, target) = (book.display().to_string(), format!("http://{target}"));
    let words =
        ["nobat-loadtest", "audit", "--patience", "0", "--book", &book, "--target", &target];
    let Command::Audit(args) = Cli::parse_from(words).command else {
        unreachable!("the words ask for an audit")
    };
    crate::commands::audit(&args).await.expect("a book that can be read")
}

/// What the audit says of a shop about which three receipts are known.
async fn verdict_on(shown: Shown) -> Verdict {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.jsonl");
    let book = Book::with_file(&path).expect("a new book");
    (0..CITIZENS.len()).for_each(|n| book.seen(booked(n)).expect("room on the disk"));
    audit(&path, open(shown).await).await
}

#[tokio::test]
async fn an_honest_shop_passes() {
    assert_eq!(verdict_on(honest()).await, Verdict::Met);
}

#[tokio::test]
async fn a_lost_receipt_is_a_fault_of_correctness() {
    let mut shown = honest();
    shown.remove(CITIZENS[1]);
    let verdict = verdict_on(shown).await;
    assert_eq!((verdict, verdict.code()), (Verdict::Wrong, 3));
}

#[tokio::test]
async fn another_date_shift_office_or_code_is_a_fault_of_correctness() {
    let changes = [
        ("شنبه ۲۸ بهمن", "یک‌شنبه ۲۹ بهمن"),
        (SHIFT_OF_RESULT, "۱۳۹۶، عصر"),
        ("<bdi>اداره ثبت احوال مراغه</bdi>", "<bdi>اداره ثبت احوال تبریز</bdi>"),
        (CODES[2].0, "۰۰۰ ۰۰۰ ۰۰۲"),
    ];
    for (was, now) in changes {
        let mut shown = honest();
        let page = shown.get_mut(CITIZENS[2]).expect("the third citizen");
        assert!(page.contains(was), "{was}");
        *page = page.replace(was, now);
        let verdict = verdict_on(shown).await;
        assert_eq!((verdict, verdict.code()), (Verdict::Wrong, 3), "{now}");
    }
}

#[tokio::test]
async fn a_shop_that_is_not_there_is_no_fault_of_its_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.jsonl");
    let book = Book::with_file(&path).expect("a new book");
    book.seen(booked(0)).expect("room on the disk");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = listener.local_addr().expect("its address");
    drop(listener);
    let verdict = audit(&path, nobody).await;
    assert_eq!((verdict, verdict.code()), (Verdict::Environment, 4));
}
