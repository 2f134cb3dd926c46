//! Where a request comes from, as far as anybody can be believed.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;

use crate::app::App;
use crate::guessing::Network;
use crate::problem;

/// What a proxy writes, and anybody else who wishes.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The network of whoever sends this request. No address is ever logged or kept.
#[derive(Clone, Copy)]
pub struct Client(pub Network);

/// The address itself, for those whom only some addresses may be.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

impl FromRequestParts<App> for Peer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        // A server that does not tell its peers would let everybody guess as nobody.
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Err(problem::broken(app, &"the server does not tell the peer's address"));
        };
        let headers = parts.headers.get_all(FORWARDED_FOR).iter();
        let forwarded: Vec<&str> = headers.map(|text| text.to_str().unwrap_or_default()).collect();
        Ok(Self(app.proxies.client(peer.ip(), forwarded.into_iter())))
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Peer(address) = Peer::from_request_parts(parts, app).await?;
        Ok(Self(Network::of(address)))
    }
}
