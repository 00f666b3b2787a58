//! Tables of a page: sorted, filtered, paged and exported by plain links and forms.
//!
//! A page makes its tables and prints them. What an address asks of them is applied as
//! they are printed ([`Offer`]), so that no page can have a table without it. Lists too
//! long to be written out before they are sorted bring an order, pages and files of
//! their own.

mod key;
mod offer;
mod out;
mod printed;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use semesta_domain::Lang;

use crate::format;
use crate::params::Params;
use crate::text::{Texts, texts};

pub(crate) use key::Key;
pub(crate) use offer::{Asked, Leads, Offer, is_asked_of_tables};
pub(crate) use out::File;

/// A column's head.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) title: String,
    pub(crate) is_number: bool,
    /// Where to sort by it.
    pub(crate) href: Option<String>,
    /// What to send again to sort by it, where no address leads there.
    pub(crate) again: Option<String>,
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
    /// What it is sorted by and exported as.
    pub(crate) key: Key,
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
        Self::number(format::number(value, lang)).keyed(Key::Number(value))
    }

    pub(crate) fn rupiah(value: i64, lang: Lang) -> Self {
        Self::number(format::rupiah(value, lang)).keyed(Key::Number(value))
    }

    /// **Units**: bytes.
    pub(crate) fn bytes(n: u64, lang: Lang) -> Self {
        let value = i64::try_from(n).unwrap_or(i64::MAX);
        Self::number(format::bytes(n, lang)).keyed(Key::Number(value))
    }

    pub(crate) fn date(date: Date, lang: Lang) -> Self {
        Self::text(format::date_in_words(date, lang)).keyed(Key::Time(date.to_string()))
    }

    /// A date in few letters.
    pub(crate) fn date_short(date: Date, lang: Lang) -> Self {
        Self::text(format::day_short(date, lang)).keyed(Key::Time(date.to_string()))
    }

    /// A date from `yyyy-mm-dd`.
    pub(crate) fn day(iso: &str, lang: Lang) -> Self {
        Self::text(format::day(iso, lang)).keyed(Key::Time(iso.to_owned()))
    }

    /// A month from `yyyy-mm`.
    pub(crate) fn month(iso: &str, lang: Lang) -> Self {
        Self::text(format::month(iso, lang)).keyed(Key::Time(iso.to_owned()))
    }

    pub(crate) fn instant(at: Timestamp, lang: Lang) -> Self {
        Self::text(format::instant(at, lang)).keyed(Key::Time(at.to_string()))
    }

    /// Sorts and exports it by another value than what it says.
    pub(crate) fn keyed(mut self, key: Key) -> Self {
        self.key = key;
        self
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
#[derive(Debug, Clone)]
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
    /// Whether the page sorts and pages it.
    is_paged: bool,
    /// Whether its order says something, such as steps that lead to a sum.
    is_fixed: bool,
    /// Whether its rows are people, or about one.
    is_personal: bool,
    /// Whether the page looks for words in it itself.
    is_searched: bool,
    /// Whether its page's address does not give it as a file.
    has_no_file: bool,
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
            is_paged: false,
            is_fixed: false,
            is_personal: false,
            is_searched: false,
            has_no_file: false,
        }
    }

    /// Leaves its rows in their order, which says something.
    pub(crate) fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }

    /// Says that its rows are people or about one, though masked: no words are looked
    /// for in them, since these would stand in an address, and its file is entered in
    /// the audit log.
    pub(crate) fn personal(mut self) -> Self {
        self.is_personal = true;
        self
    }

    /// Says that the page has a form that gives its rows as a file.
    pub(crate) fn with_form(self) -> Self {
        self.without_file()
    }

    /// Gives no file.
    pub(crate) fn without_file(mut self) -> Self {
        self.has_no_file = true;
        self
    }

    /// Says that the page has a field for the words that are looked for in it.
    pub(crate) fn searched(mut self) -> Self {
        self.is_searched = true;
        self
    }

    /// A column of text.
    pub(crate) fn text(mut self, title: &str) -> Self {
        self.heads.push(Head {
            title: title.to_owned(),
            is_number: false,
            href: None,
            again: None,
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

    /// Pages through `n` rows, `per` at a time; gives the rows of this page, or all
    /// where they are asked for as a file.
    pub(crate) fn paged(
        &mut self,
        n: usize,
        per: usize,
        params: &Params,
        lang: Lang,
    ) -> std::ops::Range<usize> {
        self.is_paged = true;
        if params.wants_file(self.id) && self.gives_file() {
            return 0..n;
        }
        let page = params.number("hal").unwrap_or(1);
        let to = |page: usize| params.with("hal", &page.to_string());
        let (range, pager) = pages(n, per, page, to, lang);
        self.pager = pager;
        range
    }

    pub(crate) fn export(mut self, title: &str, href: String) -> Self {
        self.exports.push(Link {
            title: title.to_owned(),
            href,
        });
        self
    }

    /// Whether it is given as a file by its page's own address.
    fn gives_file(&self) -> bool {
        !self.has_no_file && self.exports.is_empty()
    }
}

/// The rows of a page, and the links to those before and after.
fn pages(
    n: usize,
    per: usize,
    page: usize,
    to: impl Fn(usize) -> String,
    lang: Lang,
) -> (std::ops::Range<usize>, Option<Pager>) {
    let t = texts(lang);
    let n_pages = n.div_ceil(per).max(1);
    let page = page.clamp(1, n_pages);
    let (start, end) = ((page - 1) * per, (page * per).min(n));
    let count = |n: usize| format::number(i64::try_from(n).unwrap_or(i64::MAX), lang);
    let pager = (n_pages > 1).then(|| Pager {
        said: t.fill(t.pager_said, &[&count(start + 1), &count(end), &count(n)]),
        before: (page > 1).then(|| to(page - 1)),
        after: (page < n_pages).then(|| to(page + 1)),
    });
    (start..end, pager)
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
