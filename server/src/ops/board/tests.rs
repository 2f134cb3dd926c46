//! The board from outside: who may look, what is sent, and what the page says.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use axum_extra::extract::cookie::Key;
use nobat_domain::timestamp::{Millis, Timestamp};
use tower::ServiceExt;

use super::reading::{Counts, Moment, Reading};
use super::sampler::{Sampler, since_start};
use super::seats::Seats;
use super::stream::Following;
use super::viewers::MISSED_MAX;
use super::{Board, address, routes};
use crate::pages::assets;

const PASSWORD: &str = "a password of tests";
const NOW: Timestamp = Timestamp(1_000_000_000);
/// The page and its script must load on a phone in the field.
const PAGE_BYTES_MAX: usize = 32 * 1024;
const SCRIPT_BYTES_MAX: usize = 6 * 1024;

fn board() -> (Board, Router) {
    let wall = Arc::new(|| NOW);
    let board = Board::new(PASSWORD, Key::generate(), "http://card.example", wall);
    (board.clone(), routes().with_state(board))
}

fn reading(second: u64, booked: u64) -> Reading {
    let at = Moment { since_start: Millis::seconds(second), wall: NOW };
    let seats = Seats { free: 4_321 - booked, held: 9, approved: 5_000, offices: 2 };
    let counts = Counts { booked, ..Counts::default() };
    Reading { at, seats, counts, ..Reading::default() }
}

/// A browser: it keeps the cookies that it is given.
struct Browser {
    site: Router,
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn new(site: Router) -> Self {
        Self { site, cookies: Vec::new() }
    }

    async fn ask(&mut self, method: Method, path: &str, form: &str) -> Response<Body> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .body(Body::from(form.to_owned()))
            .expect("a sound request");
        let answer = self.site.clone().oneshot(request).await.expect("routes do not fail");
        for set in answer.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().expect("plain text");
            let (name, value) = set.split(';').next().and_then(|it| it.split_once('=')).expect(set);
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    async fn get(&mut self, path: &str) -> (StatusCode, String) {
        read(self.ask(Method::GET, path, "").await).await
    }

    async fn log_in(&mut self, password: &str) -> Response<Body> {
        let (_, page) = self.get(address::OPS).await;
        let form = format!("csrf={}&password={}", token(&page), password.replace(' ', "+"));
        self.ask(Method::POST, address::LOGIN, &form).await
    }
}

async fn read(answer: Response<Body>) -> (StatusCode, String) {
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), PAGE_BYTES_MAX).await.expect("a page in memory");
    (status, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

fn token(page: &str) -> &str {
    let after = page.split_once("name=\"csrf\" value=\"").expect("the form carries a token").1;
    after.split('"').next().expect("a closed attribute")
}

#[tokio::test]
async fn without_a_session_there_is_no_figure_anywhere() {
    let (board, site) = board();
    board.sampler().show(reading(0, 0));
    let mut stranger = Browser::new(site);
    let (status, page) = stranger.get(address::OPS).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.contains("type=\"password\"") && !page.contains("data-t"));
    let (status, body) = stranger.get(address::EVENTS).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(body.contains("type=\"password\"") && !body.contains("data-t"));
}

#[tokio::test]
async fn the_password_opens_the_board_and_leaving_closes_it() {
    let (board, site) = board();
    let mut sampler = board.sampler();
    sampler.show(reading(0, 0));
    let mut operator = Browser::new(site);
    let entered = operator.log_in(PASSWORD).await;
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let cookie = entered.headers()[header::SET_COOKIE].to_str().expect("plain text").to_owned();
    for mark in ["HttpOnly", "SameSite=Strict", "Path=/ops"] {
        assert!(cookie.contains(mark), "{cookie}");
    }
    let (status, page) = operator.get(address::OPS).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("۴٬۳۲۱"), "the free seats stand on the page");
    let foreign = operator.ask(Method::POST, address::LEAVE, "csrf=forged").await;
    assert_eq!(foreign.status(), StatusCode::SEE_OTHER);
    assert_eq!(operator.get(address::OPS).await.0, StatusCode::OK, "a forged form ends nothing");
    let form = format!("csrf={}", token(&page));
    operator.ask(Method::POST, address::LEAVE, &form).await;
    assert_eq!(operator.get(address::OPS).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_wrong_password_and_a_forged_form_are_refused() {
    let (_, site) = board();
    let mut guesser = Browser::new(site);
    let (status, page) = read(guesser.log_in("another password").await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("گذرواژه درست نیست"));
    let (status, _) = read(guesser.log_in("").await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let forged = format!("csrf=forged&password={}", PASSWORD.replace(' ', "+"));
    let answer = guesser.ask(Method::POST, address::LOGIN, &forged).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(guesser.get(address::OPS).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn after_too_many_tries_even_the_right_password_waits() {
    let (board, site) = board();
    let later = Millis(since_start().0 + Millis::minutes(5).0);
    while board.may_try(later).is_ok() {}
    let mut operator = Browser::new(site);
    let answer = operator.log_in(PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    let (_, page) = read(answer).await;
    assert!(page.contains("دوباره امتحان کنید") && !page.contains(PASSWORD));
}

fn follow(sampler: &mut Sampler, board: &Board, ends_at: Timestamp) -> Following {
    sampler.show(reading(0, 0));
    Following::new(board, ends_at).expect("there is room")
}

#[tokio::test]
async fn a_browser_is_sent_everything_once_and_then_what_a_booking_moves() {
    let (board, _) = board();
    let mut sampler = board.sampler();
    let mut following = follow(&mut sampler, &board, NOW.plus(Millis(1)));
    let whole = following.next().await.expect("the whole view");
    assert!(whole.contains("\"offices\":\"۲\"") && whole.contains("\"free\":\"۴٬۳۲۱\""));
    sampler.show(reading(1, 1));
    let tick = following.next().await.expect("what changed");
    assert!(tick.contains("\"free\":\"۴٬۳۲۰\"") && !tick.contains("offices"), "{tick}");
    sampler.show(reading(2, 1));
    sampler.show(reading(3, 2));
    let caught_up = following.next().await.expect("all that was missed");
    assert!(caught_up.contains("offices"), "a missed view is made good: {caught_up}");
}

#[tokio::test]
async fn the_stream_ends_with_the_session_the_sampler_and_for_who_is_slow() {
    let (board, _) = board();
    let mut sampler = board.sampler();
    let mut over = follow(&mut sampler, &board, NOW);
    assert_eq!(over.next().await, None, "the session has ended");

    let mut slow = follow(&mut sampler, &board, NOW.plus(Millis(1)));
    slow.next().await.expect("the whole view");
    for second in 0..MISSED_MAX + 2 {
        sampler.show(reading(second, 0));
    }
    assert_eq!(slow.next().await, None, "it has missed too much");

    let mut orphan = follow(&mut sampler, &board, NOW.plus(Millis(1)));
    orphan.next().await.expect("the whole view");
    drop(sampler);
    assert_eq!(orphan.next().await, None, "nobody measures any more");
}

#[tokio::test]
async fn the_page_is_whole_without_a_script() {
    let (board, site) = board();
    let mut sampler = board.sampler();
    for second in 0..20 {
        sampler.show(reading(second, second));
    }
    let mut operator = Browser::new(site);
    operator.log_in(PASSWORD).await;
    let (_, page) = operator.get(address::OPS).await;
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>"));
    assert!(page.contains(address::STILL), "the way to stop it");
    assert!(assets::OPS_SCRIPT.bytes.len() <= SCRIPT_BYTES_MAX);
    assert!(page.matches("class=\"line\" data-p=").count() == 8 && page.contains("d=\"M"));
    assert!(!page.contains("style=\"") && !page.contains("<style"), "the policy forbids it");
    let (_, still) = operator.get(address::STILL).await;
    assert!(!still.contains("http-equiv=\"refresh\""));
    let shown = page.split(['<', '>']).skip(2).step_by(2);
    for text in shown.filter(|text| !text.trim().is_empty()).skip(1) {
        assert!(!text.contains(|c: char| c.is_ascii_alphanumeric()), "{text}");
    }
}
