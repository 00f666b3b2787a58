//! Every value of the domain that is read from text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use semesta_domain::{
    CardNumber, KkNumber, Month, Nik, NikCell, Payer, RegionCode, Rupiah, Segment, parse_date,
};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let NikCell::Intact(nik) = NikCell::parse(text) {
        assert_eq!(nik.reveal().parse::<Nik>(), Ok(nik));
    }
    if let Ok(card) = text.parse::<CardNumber>() {
        assert_eq!(card.reveal().len(), 13);
    }
    let _ = text.parse::<KkNumber>();
    if let Ok(month) = text.parse::<Month>() {
        assert_eq!(month.to_string().parse::<Month>(), Ok(month));
    }
    if let Ok(code) = text.parse::<RegionCode>() {
        assert_eq!(code.compact().parse::<RegionCode>(), Ok(code));
    }
    let _ = text.parse::<Rupiah>();
    let _ = text.parse::<Segment>();
    let _ = Payer::parse(text);
    if let Ok((date, _)) = parse_date(text) {
        assert_eq!(parse_date(&date.to_string()).map(|(date, _)| date), Ok(date));
    }
});
