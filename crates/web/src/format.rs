//! Numbers, dates and codes as a page shows them.

use std::fmt::Write as _;

use jiff::civil::Date;
use semesta_domain::{Lang, Month, Ratio, date_from_days, format_integer};

use crate::model::columns::NO_DAY;

/// A whole number with its thousands apart: `60.554`, in English `60,554`.
pub(crate) fn number(value: i64, lang: Lang) -> String {
    let text = format_integer(value).replace('-', "−");
    match lang {
        Lang::Id => text,
        Lang::En => text.replace('.', ","),
    }
}

/// An amount: `Rp 4.455.339.000`.
pub(crate) fn rupiah(value: i64, lang: Lang) -> String {
    let sign = if value < 0 { "−" } else { "" };
    let amount = number(
        i64::try_from(value.unsigned_abs()).unwrap_or(i64::MAX),
        lang,
    );
    format!("{sign}Rp\u{a0}{amount}")
}

/// A percentage: `96,24 %`, in English `96.24%`.
pub(crate) fn percent(ratio: Ratio, lang: Lang) -> String {
    match lang {
        Lang::Id => ratio.percent().replace(' ', "\u{a0}"),
        Lang::En => ratio
            .percent_decimal()
            .map_or_else(|| "–".to_owned(), |text| format!("{text}%")),
    }
}

/// A threshold in hundredths of a percent: `98 %`.
pub(crate) fn threshold(points: i64, lang: Lang) -> String {
    let whole = Ratio {
        numerator: points,
        denominator: 10_000,
    };
    let text = percent(whole, lang);
    text.replace(",00", "").replace(".00", "")
}

/// Hundredths with two decimals: `1.234,05`.
pub(crate) fn hundredths(value: i64, lang: Lang) -> String {
    format!(
        "{}{}{:02}",
        number(value / 100, lang),
        lang.pick(",", "."),
        value % 100
    )
}

/// A change in hundredths of a percent, as points: `+0,25`.
pub(crate) fn points(moved: i64, lang: Lang) -> String {
    let sign = match moved {
        0 => "±",
        moved if moved < 0 => "−",
        _ => "+",
    };
    format!("{sign}{}", hundredths(moved.abs(), lang))
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A month in words from `yyyy-mm`.
pub(crate) fn month(text: &str, lang: Lang) -> String {
    let Ok(month) = text.parse::<Month>() else {
        return text.to_owned();
    };
    match lang {
        Lang::Id => month.in_words(),
        Lang::En => format!(
            "{} {}",
            MONTHS_EN[(month.month() - 1) as usize],
            month.year()
        ),
    }
}

/// A month in few letters: `Agu 24`.
pub(crate) fn month_short(text: &str, lang: Lang) -> String {
    let words = month(text, lang);
    let year = text.get(2..4).unwrap_or_default();
    format!("{} {year}", words.chars().take(3).collect::<String>())
}

/// A date in words from `yyyy-mm-dd`.
pub(crate) fn day(text: &str, lang: Lang) -> String {
    text.parse::<Date>()
        .map_or_else(|_| text.to_owned(), |date| date_in_words(date, lang))
}

/// A date in words.
pub(crate) fn date_in_words(date: Date, lang: Lang) -> String {
    let month = month(&Month::of(date).to_string(), lang);
    format!("{} {month}", date.day())
}

/// A date in few letters that stay together: `31 Agu 2024`.
pub(crate) fn day_short(date: Date, lang: Lang) -> String {
    let month = month(&Month::of(date).to_string(), lang);
    let short: String = month.chars().take(3).collect();
    format!("{}\u{a0}{short}\u{a0}{}", date.day(), date.year())
}

/// An instant at this machine's place: `31 Agustus 2024, 08.15`.
pub(crate) fn instant(at: jiff::Timestamp, lang: Lang) -> String {
    let local = at.to_zoned(jiff::tz::TimeZone::system());
    let time = local.strftime(lang.pick("%H.%M", "%H:%M"));
    format!("{}, {time}", date_in_words(local.date(), lang))
}

/// A date from days since 1970-01-01, "" where there is none.
pub(crate) fn days(days: i32, lang: Lang) -> String {
    if days == NO_DAY {
        return String::new();
    }
    date_from_days(days).map_or_else(String::new, |date| date_in_words(date, lang))
}

/// Years of age on a day.
pub(crate) fn age(birth: i32, on: Date) -> Option<i32> {
    let birth = date_from_days(birth).filter(|date| *date <= on)?;
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    Some(i32::from(on.year()) - i32::from(birth.year()) - i32::from(!had_birthday))
}

/// Digits with only the first six and last four to be seen.
pub(crate) fn mask_digits(number: u64, width: usize) -> String {
    if number == 0 {
        return String::new();
    }
    let text = format!("{number:0width$}");
    let keep = width.saturating_sub(4).min(if width > 13 { 6 } else { 4 });
    let hidden = "•".repeat(width.saturating_sub(keep + 4));
    format!("{}{hidden}{}", &text[..keep], &text[text.len() - 4..])
}

/// Every word of a name by its first letter.
pub(crate) fn mask_name(name: &str) -> String {
    let words = name.split_whitespace().map(|word| {
        let first: String = word.chars().take(1).collect();
        format!("{first}•••")
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A text as a value of an address.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// **Units**: bytes, in words.
pub(crate) fn bytes(n: u64, lang: Lang) -> String {
    let (unit, name) = match n {
        n if n >= 1 << 20 => (1 << 20, "MB"),
        n if n >= 1 << 10 => (1 << 10, "kB"),
        _ => return format!("{n} B"),
    };
    let tenths = n * 10 / unit;
    format!(
        "{}{}{} {name}",
        tenths / 10,
        lang.pick(",", "."),
        tenths % 10
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_dates_read_as_the_language_writes_them() {
        assert_eq!(number(-60_554, Lang::Id), "−60.554");
        assert_eq!(number(60_554, Lang::En), "60,554");
        assert_eq!(rupiah(4_455_339_000, Lang::Id), "Rp\u{a0}4.455.339.000");
        assert_eq!(day("2024-08-31", Lang::Id), "31 Agustus 2024");
        assert_eq!(day("2024-08-31", Lang::En), "31 August 2024");
        assert_eq!(month_short("2024-08", Lang::Id), "Agu 24");
        assert_eq!(threshold(9860, Lang::Id), "98,60\u{a0}%");
        assert_eq!(threshold(9800, Lang::Id), "98\u{a0}%");
    }

    #[test]
    fn masks_leave_no_name_and_no_serial_within() {
        assert_eq!(mask_digits(6_571_014_507_909_003, 16), "657101••••••9003");
        assert_eq!(mask_digits(1_234_567_890, 13), "0001•••••7890");
        assert_eq!(mask_name("SITI  AMINAH"), "S••• A•••");
        assert_eq!(mask_digits(0, 16), "");
        assert_eq!(encode("a b&c=/é"), "a%20b%26c%3D%2F%C3%A9");
    }
}
