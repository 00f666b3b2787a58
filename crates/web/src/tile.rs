//! Tiles: a few numbers in a row above a page's tables, or what is known of one thing.

/// A number with its title, and where its receipt is.
#[derive(Debug, Clone)]
pub(crate) struct Tile {
    pub(crate) title: String,
    pub(crate) value: String,
    pub(crate) sub: String,
    pub(crate) href: Option<String>,
}

impl Tile {
    pub(crate) fn new(title: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            value: value.into(),
            sub: String::new(),
            href: None,
        }
    }

    pub(crate) fn sub(mut self, sub: impl Into<String>) -> Self {
        self.sub = sub.into();
        self
    }

    pub(crate) fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}
