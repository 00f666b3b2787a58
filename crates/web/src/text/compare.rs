//! The sentences of the comparison of two runs.

catalogue! {
    CompareTexts;

    tab: "Bandingkan", "Compare";
    title: "Apa yang berubah di antara dua hitungan?", "What changed between two runs?";
    lead: "Orang demi orang, tertutup tanpa sisa.", "Person by person, closing without remainder.";
    from: "Dari", "From";
    to: "Ke", "To";
    need_two: "Perbandingan memerlukan dua hitungan dari kota yang sama. Jalankan hitungan untuk tanggal lain pada halaman Data.", "A comparison needs two runs of one city. Make a run for another date on the page Data.";
    same: "Pilih dua hitungan yang berbeda.", "Choose two different runs.";
    figures_caption: "Angka kota", "Figures of the city";
    before: "Sebelum", "Before";
    after: "Sesudah", "After";
    moved: "Selisih", "Difference";
    flows_caption: "Dari jumlah yang satu ke yang lain", "From one count to the other";
    measure: "Yang dihitung", "What is counted";
    residents: "Penduduk", "Residents";
    registered: "Terdaftar", "Registered";
    gained: "Bertambah", "Gained";
    lost: "Berkurang", "Lost";
    arrived: "Penduduk baru", "Arrived";
    left: "Pergi", "Left";
    closes: "Tertutup: setiap jumlah sesudah sama dengan jumlah sebelum ditambah dan dikurangi perubahannya.", "Closed: every count after is the count before plus and minus its changes.";
    open: "Tidak tertutup: laporkan kepada administrator.", "Does not close: tell the administrator.";
    classes_caption: "Setiap orang menurut perubahan pertamanya", "Everybody by the first change that applies";
    change: "Perubahan", "Change";
    unchanged: "Tetap", "Unchanged";
    people_first: "Orang", "People";
    applies_to: "Berlaku bagi", "Applies to";
    segments_caption: "Segmen sebelum dan sesudah", "Segment before and after";
    standings_caption: "Kedudukan rekaman sebelum dan sesudah", "Standing of records before and after";
    no_resident: "bukan penduduk", "no resident";
    not_in_roll: "tidak dalam daftar", "not in the roll";
    people_caption: "Siapa yang berubah", "Who changed";
    people_none: "Tidak ada yang berubah menurut saringan ini.", "Nobody changed by this filter.";
    n_people: "Orang dalam daftar ini", "People in this list";
    left_as: "rekamannya kini: {}", "their record now: {}";
    export_masked: "Nama dan NIK tersamar. Alasan dan unduhan dicatat.", "Names and NIKs are masked. The reason and the download are logged.";
    export_full: "Dengan identitas lengkap", "With full identities";
    export_title: "Unduh daftar ini", "Download this list";
}
