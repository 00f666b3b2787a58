//! Every kind of page that one can get to.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::StatusCode;

use super::get;

/// A page of every kind that one can get to by links, with its address.
pub(crate) async fn walk(router: &Router, cookie: &str) -> Vec<(String, String)> {
    let starts = ["/", "/keuangan/anggaran?anggaran=25.000.000.000", "/publik"];
    let mut queue: Vec<String> = starts.map(str::to_owned).into();
    let (mut known, mut pages) = (BTreeSet::new(), Vec::new());
    while let Some(path) = queue.pop() {
        let page = get(router, &path, cookie).await;
        if page.status != StatusCode::OK {
            continue;
        }
        for link in links(&page.text) {
            // What a table leads to is looked at with the table.
            let is_of_table = ["urut", "arah", "hal", "cari", "unduh"]
                .iter()
                .any(|key| link.contains(&format!("{key}=")) || link.contains(&format!("{key}-")));
            let is_file = link.contains(".csv") || link.contains(".xlsx");
            if link.starts_with('/') && !is_of_table && !is_file && known.insert(kind(&link)) {
                queue.push(link);
            }
        }
        pages.push((path, page.text));
    }
    pages
}

/// Where a page leads.
pub(crate) fn links(text: &str) -> impl Iterator<Item = String> {
    text.split("href=\"").skip(1).map(|rest| {
        let link = rest.split('"').next().unwrap_or_default();
        let link = link.replace("&#38;", "&");
        link.split('#').next().unwrap_or_default().to_owned()
    })
}

/// What addresses of one kind of page have in common.
pub(crate) fn kind(link: &str) -> String {
    let (address, query) = link.split_once('?').unwrap_or((link, ""));
    let keys = query.split('&').map(|pair| pair.split('=').next().unwrap());
    let is_token =
        |part: &&str| part.len() == 16 && part.bytes().all(|byte| (b'a'..=b'p').contains(&byte));
    let parts = address
        .split('/')
        .map(|part| match Some(part).filter(is_token) {
            Some(_) => "TOKEN".to_owned(),
            None => part.replace(|letter: char| letter.is_ascii_digit(), "0"),
        });
    let mut path: Vec<String> = parts.collect();
    // Of receipts, snapshots, runs, parameters and layouts one each.
    let one_each = ["/kuitansi/", "/data/", "/pengaturan/"];
    if one_each.iter().any(|of| link.starts_with(of)) && path.len() > 3 {
        path.truncate(3);
        path.push("x".to_owned());
    }
    format!("{}?{}", path.join("/"), keys.collect::<Vec<_>>().join("&"))
}
