//! The sentences of the calendar of deliveries and of their quality.

catalogue! {
    DeliveryTexts;

    tab_all: "Kiriman", "Deliveries";
    tab_calendar: "Kalender", "Calendar";
    tab_quality: "Mutu", "Quality";
    calendar_title: "Kiriman mana yang ditunggu, dan siapa yang terlambat?", "Which deliveries are awaited, and who is late?";
    calendar_lead: "Menurut bulan keadaan datanya. Jadwalnya perkiraan yang dapat diganti kota (deliveries.csv dalam folder data).", "By the month that the data describe. The schedule is an assumption that the city can replace (deliveries.csv in the data folder).";
    grid_caption: "Sumber dan bulan", "Sources and months";
    office: "Kantor", "Office";
    every: "Setiap", "Every";
    every_month: "bulan", "month";
    every_n: "{} bulan", "{} months";
    as_needed: "bila ada", "as needed";
    arrived_n: "{} berkas", "{} files";
    arrived_one: "datang", "arrived";
    late: "terlambat", "late";
    awaited: "ditunggu", "awaited";
    carried: "masih berlaku", "still counts";
    legend: "Datang: ada kirimannya. Terlambat: sudah lewat tanggalnya. Ditunggu: belum lewat. Masih berlaku: kiriman sebelumnya belum waktunya diganti.", "Arrived: there is a delivery. Late: its day has passed. Awaited: not yet. Still counts: the earlier delivery need not be replaced yet.";
    late_caption: "Yang terlambat, paling lama lebih dahulu", "Those who are late, the longest first";
    late_none: "Tidak ada yang terlambat.", "Nobody is late.";
    due_on: "Paling lambat", "Due on";
    days_late: "Hari terlambat", "Days late";
    months_shown: "Bulan yang ditampilkan", "Months shown";
    quality_title: "Seberapa baik data tiap kantor?", "How good are each office's data?";
    quality_lead: "Baris yang ditolak dan sel yang dikosongkan dengan peringatan, dari bulan ke bulan.", "Rows rejected, and cells left empty with a warning, month by month.";
    overview_caption: "Semua kiriman menurut sumber", "All deliveries by source";
    rows_data: "Baris data", "Data rows";
    accepted_share: "Diterima", "Accepted";
    rejected_share: "Ditolak", "Rejected";
    warned: "Peringatan tiap 100 baris", "Warnings per 100 rows";
    last_month: "Bulan terakhir", "Last month";
    than_before: "{} poin dari kiriman sebelumnya", "{} points from the delivery before";
    months_caption: "{} menurut bulan", "{} by month";
    chart: "Ditolak dan diperingatkan, per seratus baris", "Rejected and warned, per hundred rows";
    series_rejected: "Ditolak", "Rejected";
    series_warned: "Peringatan", "Warnings";
    worst_caption: "Sebab terbanyak", "Commonest reasons";
    none: "Belum ada kiriman.", "There are no deliveries yet.";
    show_source: "Sumber yang ditampilkan", "Source shown";
}
