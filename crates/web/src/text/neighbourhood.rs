//! The sentences of neighbourhoods (RT and RW).

catalogue! {
    RtTexts;

    rt_caption: "RT di kelurahan ini", "Neighbourhoods (RT) of this village";
    rt_none: "Register kelurahan ini tidak memuat RT dan RW.", "The register of this village has no RT or RW.";
    rt_column: "RW / RT", "RW / RT (neighbourhood)";
    rt_said: "RW {} RT {}", "RW {}, RT {}";
    rt_unknown: "Tanpa RT dan RW", "Without RT and RW";
    lead: "{} · {} penduduk terverifikasi", "{} · {} verified residents";
    registered: "Terdaftar", "Registered";
    receipt_note: "Dihitung dari tabel residents hitungan ini dan RT/RW dalam register yang dipakainya:", "Counted from this run's table residents and the RT/RW of the register that it took:";
    by_segment: "Penduduk menurut segmen", "Residents by segment";
    visits: "Daftar kunjungan RT ini", "Visits in this neighbourhood";
}
