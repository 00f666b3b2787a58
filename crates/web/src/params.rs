//! The parameters of a page's address: known keys only, none of them personal.

use crate::format::encode;

/// Keys and values in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Params {
    path: String,
    pairs: Vec<(&'static str, String)>,
    /// The table that is wanted as a file, and how it ends.
    file: String,
}

/// The key of the table that is wanted as a file: `unduh=<id>.csv`.
pub(crate) const FILE: &str = "unduh";

/// **Units**: bytes of one value.
const VALUE_MAX: usize = 100;

impl Params {
    /// Takes the known keys out of a query; the rest is dropped.
    pub(crate) fn read(path: &str, query: Option<&str>, known: &[&'static str]) -> Self {
        let (mut pairs, mut file) = (Vec::new(), String::new());
        for (key, value) in pairs_of(query.unwrap_or_default()) {
            if let Some(key) = known.iter().find(|known| **known == key) {
                pairs.push((*key, value));
            } else if key == FILE {
                file = value;
            }
        }
        Self {
            path: path.to_owned(),
            pairs,
            file,
        }
    }

    /// Whether a table is wanted as a file.
    pub(crate) fn wants_file(&self, table: &str) -> bool {
        self.file
            .rsplit_once('.')
            .is_some_and(|(id, _)| id == table)
    }

    /// Every key with its value.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.pairs.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// What a form carries of a list's filters.
    pub(crate) fn given<const N: usize>(path: &str, pairs: [(&'static str, &str); N]) -> Self {
        let is_kept = |value: &str| !value.is_empty() && value.len() <= VALUE_MAX;
        Self {
            path: path.to_owned(),
            pairs: pairs
                .map(|(key, value)| (key, value.trim().to_owned()))
                .into_iter()
                .filter(|(_, value)| is_kept(value))
                .collect(),
            file: String::new(),
        }
    }

    /// The parameters as the query of an address.
    pub(crate) fn query(&self) -> String {
        query(self.pairs.iter().map(|(key, value)| (*key, value.as_str())))
    }

    /// The value of a key, "" where there is none.
    pub(crate) fn get(&self, key: &str) -> &str {
        self.pairs
            .iter()
            .find(|(known, _)| *known == key)
            .map_or("", |(_, value)| value)
    }

    /// A whole number.
    pub(crate) fn number(&self, key: &str) -> Option<usize> {
        self.get(key).parse().ok()
    }

    /// The address with one value changed; "" takes it away. Another order or
    /// filter begins at the first page again.
    pub(crate) fn with(&self, key: &'static str, value: &str) -> String {
        self.with_all(&[(key, value)])
    }

    /// The address with several values changed.
    pub(crate) fn with_all(&self, changes: &[(&'static str, &str)]) -> String {
        let is_changed = |key: &str| changes.iter().any(|(changed, _)| *changed == key);
        let keeps_page = is_changed("hal");
        let kept = self
            .pairs
            .iter()
            .filter(|(key, _)| !is_changed(key) && (keeps_page || *key != "hal"))
            .map(|(key, value)| (*key, value.as_str()));
        let new = changes
            .iter()
            .copied()
            .filter(|(_, value)| !value.is_empty());
        let text = query(kept.chain(new));
        if text.is_empty() {
            return self.path.clone();
        }
        format!("{}?{text}", self.path)
    }

    /// The same parameters under another path.
    pub(crate) fn under(&self, path: &str) -> String {
        let other = Self {
            path: path.to_owned(),
            pairs: self.pairs.clone(),
            file: String::new(),
        };
        other.with_all(&[("hal", "")])
    }

    /// Every pair except of these keys, for hidden fields of a form.
    pub(crate) fn hidden(&self, except: &[&str]) -> Vec<(&'static str, String)> {
        self.pairs
            .iter()
            .filter(|(key, _)| !except.contains(key) && *key != "hal")
            .cloned()
            .collect()
    }
}

/// The keys and values of a query; empty values and those too long are left out.
pub(crate) fn pairs_of(query: &str) -> impl Iterator<Item = (&str, String)> {
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (key, decode(value)))
        .filter(|(_, value)| !value.is_empty() && value.len() <= VALUE_MAX)
}

/// A path of ours that an address brings along, with its query.
pub(crate) fn back(query: Option<&str>) -> String {
    let pairs = query.unwrap_or_default().split('&');
    let mut found = pairs.filter_map(|pair| pair.strip_prefix("kembali="));
    found.next().map(decode).unwrap_or_default()
}

pub(crate) fn query<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let text: Vec<String> = pairs
        .map(|(key, value)| format!("{key}={}", encode(value)))
        .collect();
    text.join("&")
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                let digits = std::str::from_utf8(&digits).unwrap_or("20");
                bytes.push(u8::from_str_radix(digits, 16).unwrap_or(b' '));
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_dropped_and_values_survive() {
        let params = Params::read(
            "/w",
            Some("urut=a%20b&nik=6571&hal=3&q=x+y"),
            &["urut", "hal", "q"],
        );
        assert_eq!(params.get("urut"), "a b");
        assert_eq!(params.get("nik"), "");
        assert_eq!(params.with("q", ""), "/w?urut=a%20b");
        assert_eq!(params.with("hal", "4"), "/w?urut=a%20b&q=x%20y&hal=4");
        assert_eq!(params.under("/x"), "/x?urut=a%20b&q=x%20y");
    }

    #[test]
    fn odd_escapes_do_no_harm() {
        for query in ["q=%", "q=%4", "q=%zz", "q=%ff%fe", "=&=&&", "q"] {
            let _ = Params::read("/", Some(query), &["q"]);
        }
    }
}
