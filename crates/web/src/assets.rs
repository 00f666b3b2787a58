//! Style and script, all inside the binary.

use std::io::Write as _;
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A file that pages need.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

const ASSETS: [Asset; 4] = [
    Asset {
        name: "semesta.css",
        kind: "text/css; charset=utf-8",
        bytes: include_bytes!("../assets/semesta.css"),
    },
    Asset {
        name: "semesta.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../assets/semesta.js"),
    },
    Asset {
        name: "htmx.min.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../assets/htmx.min.js"),
    },
    Asset {
        name: "semesta.svg",
        kind: "image/svg+xml",
        bytes: include_bytes!("../assets/semesta.svg"),
    },
];

/// A hash of all assets: their addresses change when they do.
pub(crate) fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut hasher = blake3::Hasher::new();
        for asset in &ASSETS {
            hasher.update(asset.bytes);
        }
        hasher.finalize().to_hex()[..12].to_owned()
    })
}

/// Packs bytes for the way.
pub(crate) fn gzip(bytes: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), level);
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Whether the other side unpacks.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"))
}

/// Serves an asset; its address holds the version, so that it may be kept for ever.
pub(crate) async fn serve(Path((_, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    static PACKED: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let Some(at) = ASSETS.iter().position(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let asset = &ASSETS[at];
    let packed = PACKED.get_or_init(|| {
        let pack = |asset: &Asset| gzip(asset.bytes, Compression::best());
        ASSETS.iter().map(pack).collect()
    });
    let is_packed = takes_gzip(&headers);
    let body = if is_packed {
        packed[at].clone()
    } else {
        asset.bytes.to_vec()
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
