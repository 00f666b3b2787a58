//! Tables of a page: sorted, filtered and paged by plain links.

use askama::Template;
use semesta_domain::Lang;

use crate::format;
use crate::params::Params;
use crate::text::{Texts, texts};

/// A column's head.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) title: String,
    pub(crate) is_number: bool,
    /// Where to sort by it.
    pub(crate) href: Option<String>,
    /// `ascending`, `descending` or "".
    pub(crate) sorted: &'static str,
}

/// A box to tick before a row.
#[derive(Debug, Clone)]
pub(crate) struct Tick {
    pub(crate) value: String,
    pub(crate) said: String,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Td {
    pub(crate) text: String,
    pub(crate) sub: String,
    /// Where what stands below leads.
    pub(crate) sub_href: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) is_number: bool,
    /// A mark's kind: `good`, `bad`, `warn`, `plain` or "".
    pub(crate) mark: &'static str,
    /// A drawing beside the text.
    pub(crate) drawing: String,
    /// A box to tick.
    pub(crate) tick: Option<Tick>,
    /// The language of the text where it is not the page's.
    pub(crate) language: &'static str,
}

impl Td {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_number: true,
            ..Self::default()
        }
    }

    pub(crate) fn count(value: i64, lang: Lang) -> Self {
        Self::number(format::number(value, lang))
    }

    pub(crate) fn rupiah(value: i64, lang: Lang) -> Self {
        Self::number(format::rupiah(value, lang))
    }

    pub(crate) fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    pub(crate) fn sub(mut self, sub: impl Into<String>) -> Self {
        self.sub = sub.into();
        self
    }

    pub(crate) fn sub_link(mut self, href: impl Into<String>) -> Self {
        self.sub_href = Some(href.into());
        self
    }

    pub(crate) fn mark(mut self, mark: &'static str) -> Self {
        self.mark = mark;
        self
    }

    pub(crate) fn tick(mut self, value: String, said: String) -> Self {
        self.tick = Some(Tick { value, said });
        self
    }

    pub(crate) fn drawing(mut self, drawing: String) -> Self {
        self.drawing = drawing;
        self
    }

    /// Says that the text is Indonesian, as results have it.
    pub(crate) fn indonesian(mut self, lang: Lang) -> Self {
        self.language = if lang == Lang::Id { "" } else { "id" };
        self
    }
}

/// A link of a pager or an export.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) title: String,
    pub(crate) href: String,
}

/// Where one is among pages.
#[derive(Debug, Clone)]
pub(crate) struct Pager {
    pub(crate) said: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// A table.
#[derive(Debug, Clone, Template)]
#[template(path = "table.html")]
pub(crate) struct Table {
    pub(crate) t: &'static Texts,
    pub(crate) id: &'static str,
    pub(crate) caption: String,
    pub(crate) heads: Vec<Head>,
    pub(crate) rows: Vec<Vec<Td>>,
    pub(crate) foot: Vec<Td>,
    pub(crate) pager: Option<Pager>,
    pub(crate) exports: Vec<Link>,
    pub(crate) empty: String,
    /// Whether a heading above names it already.
    pub(crate) is_named: bool,
}

impl Table {
    pub(crate) fn new(id: &'static str, caption: impl Into<String>, lang: Lang) -> Self {
        let t = texts(lang);
        Self {
            t,
            id,
            caption: caption.into(),
            heads: Vec::new(),
            rows: Vec::new(),
            foot: Vec::new(),
            pager: None,
            exports: Vec::new(),
            empty: t.table_empty.to_owned(),
            is_named: false,
        }
    }

    /// A column of text.
    pub(crate) fn text(mut self, title: &str) -> Self {
        self.heads.push(Head {
            title: title.to_owned(),
            is_number: false,
            href: None,
            sorted: "",
        });
        self
    }

    /// A column of numbers.
    pub(crate) fn number(self, title: &str) -> Self {
        let mut table = self.text(title);
        if let Some(head) = table.heads.last_mut() {
            head.is_number = true;
        }
        table
    }

    /// Lets the last column sort the table.
    pub(crate) fn sorting(mut self, key: &'static str, order: &Order, params: &Params) -> Self {
        if let Some(head) = self.heads.last_mut() {
            let is_this = order.key == key;
            let down = if is_this { !order.down } else { head.is_number };
            let direction = if down { "turun" } else { "naik" };
            head.href = Some(params.with_all(&[("urut", key), ("arah", direction)]));
            head.sorted = match (is_this, order.down) {
                (false, _) => "",
                (true, true) => "descending",
                (true, false) => "ascending",
            };
        }
        self
    }

    /// Pages through `n` rows, `per` at a time; gives the rows of this page.
    pub(crate) fn paged(
        &mut self,
        n: usize,
        per: usize,
        params: &Params,
        lang: Lang,
    ) -> std::ops::Range<usize> {
        let n_pages = n.div_ceil(per).max(1);
        let page = params.number("hal").unwrap_or(1).clamp(1, n_pages);
        let (start, end) = ((page - 1) * per, (page * per).min(n));
        if n_pages > 1 {
            let count = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
            let to = |page: usize| params.with("hal", &page.to_string());
            self.pager = Some(Pager {
                said: self.t.fill(
                    self.t.pager_said,
                    &[&count(start + 1), &count(end), &count(n)],
                ),
                before: (page > 1).then(|| to(page - 1)),
                after: (page < n_pages).then(|| to(page + 1)),
            });
        }
        start..end
    }

    pub(crate) fn export(mut self, title: &str, href: String) -> Self {
        self.exports.push(Link {
            title: title.to_owned(),
            href,
        });
        self
    }
}

/// How a table is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) key: String,
    pub(crate) down: bool,
}

impl Order {
    /// Reads `urut` and `arah`.
    pub(crate) fn read(params: &Params, known: &[&str], otherwise: &str, down: bool) -> Self {
        let key = params.get("urut");
        if !known.contains(&key) {
            return Self {
                key: otherwise.to_owned(),
                down,
            };
        }
        Self {
            key: key.to_owned(),
            down: params.get("arah") == "turun",
        }
    }

    /// Turns a comparison round where the order is downwards.
    pub(crate) fn apply(&self, ordering: std::cmp::Ordering) -> std::cmp::Ordering {
        if self.down {
            ordering.reverse()
        } else {
            ordering
        }
    }
}
