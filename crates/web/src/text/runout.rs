//! The sentences of the run-out of the budget.

catalogue! {
    RunOutTexts;

    title: "Sampai bulan apa anggarannya cukup?", "Until which month does the budget last?";
    lead: "Anggaran setahun dikurangi yang sudah ditagih, lalu tagihan bulan terakhir dan pergerakannya.", "The year's budget less what was billed, then the last month's bill and how it moves.";
    budget: "Anggaran {} (rupiah)", "Budget {} (rupiah)";
    flow: "Tagihan bertambah sebulan (rupiah)", "The bill grows a month by (rupiah)";
    flow_hint: "Kosong: rata-rata perubahan tagihan {} bulan terakhir", "Empty: the mean change of the bill over the last {} months";
    without_disputed: "Tanpa yang disengketakan", "Without what is disputed";
    calculate: "Hitung", "Calculate";
    need_bill: "Belum ada tagihan. Masukkan berkas tagihan pada halaman Data.", "There is no bill yet. Import the bill on the page Data.";
    need_budget: "Isi anggarannya untuk melihat sampai bulan apa cukup.", "Give the budget to see until which month it lasts.";
    lasts: "Cukup sampai akhir {}: tersisa {}.", "It lasts to the end of {}: {} are left.";
    ends: "Habis pada {}: kurang {} sampai akhir tahun.", "It ends in {}: {} are missing by the end of the year.";
    overdrawn: "Sudah terlampaui pada {}: kurang {} sampai akhir tahun.", "It was overdrawn by {}: {} are missing by the end of the year.";
    billed_to_date: "Ditagih tahun ini sampai {}", "Billed this year up to {}";
    last_bill: "Tagihan {}", "Bill of {}";
    flow_used: "Perubahan sebulan", "Change a month";
    ahead_caption: "Bulan demi bulan", "Month by month";
    bill: "Tagihan", "Bill";
    to_date: "Jumlah sejak Januari", "Sum since January";
    left: "Sisa anggaran", "Left of the budget";
    was_billed: "sudah ditagih", "billed";
    not_billed: "tanpa tagihan", "no bill";
    forecast: "perkiraan", "forecast";
    months_missing: "Tagihan bulan yang tidak ada dihitung nol: {}.", "Months without a bill count as zero: {}.";
}
