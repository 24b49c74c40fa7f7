//! Style, script and the map's land: each under a name with a hash of its content, so that it is fetched once.

use std::sync::{LazyLock, OnceLock};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, Responder,
    http::header,
    web::{self, Path},
};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::api::{accept, problem::Problem, read::not_found, respond::Coding};
use presence_model::{Code as _, Language};

/// A file that pages need.
pub struct Asset {
    /// Where it is.
    pub url: String,
    kind: &'static str,
    body: &'static [u8],
    coded: [OnceLock<Bytes>; 4],
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, body: &'static [u8]) -> Self {
        let url = format!("/assets/{name}-{}.{ending}", fingerprint(&[body]));
        Self { url, kind, body, coded: [const { OnceLock::new() }; 4] }
    }
}

/// All of them.
pub struct Assets {
    /// The style.
    pub style: Asset,
    /// What the API's reference needs besides.
    pub reference: Asset,
    /// The script.
    pub script: Asset,
    /// The land of the map.
    pub world: Asset,
    /// The icon in a browser's tab.
    pub icon: Asset,
    /// What tells these pages from those of another version of the program.
    pub version: String,
}

/// What pages are made from, besides texts and what they show.
const MADE_FROM: [&str; 12] = [
    env!("CARGO_PKG_VERSION"),
    include_str!("../../assets/page.css"),
    include_str!("../../assets/page.js"),
    include_str!("../../data/world/land.svg"),
    include_str!("../../templates/frame.html"),
    include_str!("../../templates/parts.html"),
    include_str!("../../templates/home.html"),
    include_str!("../../templates/presence.html"),
    include_str!("charts.rs"),
    include_str!("figures.rs"),
    include_str!("home.rs"),
    include_str!("map.rs"),
];

/// A short hash.
pub fn fingerprint(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The assets of this program.
pub static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let svg = "image/svg+xml";
    let texts = Language::ALL.iter().map(|&language| presence_i18n::source(language));
    Assets {
        style: Asset::new("page", "css", "text/css; charset=utf-8", include_bytes!("../../assets/page.css")),
        reference: Asset::new(
            "reference",
            "css",
            "text/css; charset=utf-8",
            include_bytes!("../../assets/reference.css"),
        ),
        script: Asset::new("page", "js", "text/javascript; charset=utf-8", include_bytes!("../../assets/page.js")),
        world: Asset::new("world", "svg", svg, include_bytes!("../../data/world/land.svg")),
        icon: Asset::new("icon", "svg", svg, include_bytes!("../../assets/icon.svg")),
        version: fingerprint(&MADE_FROM.into_iter().chain(texts).map(str::as_bytes).collect::<Vec<_>>()),
    }
});

async fn show(request: HttpRequest, name: Path<String>) -> Result<impl Responder, Problem> {
    let all = [&ASSETS.style, &ASSETS.reference, &ASSETS.script, &ASSETS.world, &ASSETS.icon];
    let known = all.into_iter().find(|asset| asset.url == request.path());
    let asset = known.ok_or_else(|| not_found("file", &name))?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, asset.kind));
    response.insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"));
    response.insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'"));
    Ok(send(response, accept::coding(&request), asset.body, &asset.coded))
}

/// Sends a body that never changes, compressed once for each coding.
pub fn send(
    mut response: HttpResponseBuilder,
    coding: Coding,
    body: &[u8],
    coded: &[OnceLock<Bytes>; 4],
) -> HttpResponse {
    response.insert_header((header::VARY, "Accept-Encoding"));
    if coding != Coding::Identity {
        response.insert_header((header::CONTENT_ENCODING, coding.as_str()));
    }
    response.body(coded[coding as usize].get_or_init(|| coding.encode(body).into()).clone())
}

/// The routes of the assets.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/assets/{name}", show));
}
