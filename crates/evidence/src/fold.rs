//! Spellings reduced to what distinguishes them.

/// Reduces a header or a code to what distinguishes it: upper-case letters and digits.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Reduces a header like [`fold`], with the usual abbreviations written out,
/// so that `TGLLAHIR`, `Tgl. Lhr` and `Tanggal Lahir` are one.
pub(crate) fn fold_header(text: &str) -> String {
    const BEGINNINGS: [(&str, &str); 11] = [
        ("TGL", "TANGGAL"),
        ("NO", "NOMOR"),
        ("JNS", "JENIS"),
        ("KD", "KODE"),
        ("NM", "NAMA"),
        ("STS", "STATUS"),
        ("JML", "JUMLAH"),
        ("JMLH", "JUMLAH"),
        ("BLN", "BULAN"),
        ("TMPT", "TEMPAT"),
        ("TMP", "TEMPAT"),
    ];
    const WORDS: [(&str, &str); 11] = [
        ("LHR", "LAHIR"),
        ("BU", "BADANUSAHA"),
        ("TK", "TENAGAKERJA"),
        ("WIL", "WILAYAH"),
        ("PST", "PESERTA"),
        ("STAT", "STATUS"),
        ("KLMIN", "KELAMIN"),
        ("KLMN", "KELAMIN"),
        ("LGKP", "LENGKAP"),
        ("THN", "TAHUN"),
        ("KET", "KETERANGAN"),
    ];
    let expand = |word: &str| {
        let word = fold(word);
        if let Some((_, whole)) = WORDS.iter().find(|(short, _)| *short == word) {
            return (*whole).to_owned();
        }
        let rest = |(short, whole): &(&str, &'static str)| {
            let is_whole = word.starts_with(whole);
            let rest = word.strip_prefix(short).filter(|_| !is_whole)?;
            let rest = WORDS
                .iter()
                .find(|(short, _)| *short == rest)
                .map_or(rest, |(_, whole)| whole);
            Some(format!("{whole}{rest}"))
        };
        BEGINNINGS.iter().find_map(rest).unwrap_or(word)
    };
    text.split(|c: char| !c.is_alphanumeric())
        .map(expand)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::fold_header;

    #[test]
    fn abbreviations_are_written_out() {
        for (header, expected) in [
            ("TGLLAHIR", "TANGGALLAHIR"),
            ("Tgl. Lhr", "TANGGALLAHIR"),
            ("tgl_lhr", "TANGGALLAHIR"),
            ("TGLLHR", "TANGGALLAHIR"),
            ("Tanggal Lahir", "TANGGALLAHIR"),
            ("No. KTP", "NOMORKTP"),
            ("NOMOR KTP", "NOMORKTP"),
            ("NOKA", "NOMORKA"),
            ("KD_KEL", "KODEKEL"),
            ("Nm Peserta", "NAMAPESERTA"),
            ("JENIS_KLMIN", "JENISKELAMIN"),
            ("Jns Kelamin", "JENISKELAMIN"),
            ("Nama BU", "NAMABADANUSAHA"),
            ("", ""),
        ] {
            assert_eq!(fold_header(header), expected, "{header}");
        }
    }
}
