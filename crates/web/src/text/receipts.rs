//! The sentences of receipts.

catalogue! {
    ReceiptTexts;

    // The page.
    part: "Bagian", "Part";
    sign: "Tanda", "Sign";
    closes: "Bagian-bagiannya membuat angka ini tanpa sisa.", "The parts make this number without remainder.";
    open: "Bagian-bagiannya tidak membuat angka ini. Sampaikan kepada administrator.", "The parts do not make this number. Tell the administrator.";
    in_steps: "Dibagi {}", "Over {}";
    validity: "Masa berlaku", "In force";
    valid_until: "{} sampai {}", "{} to {}";
    valid_from: "sejak {}", "since {}";
    no_files: "Angka ini tidak bersandar pada berkas tertentu.", "This number rests on no file of its own.";
    no_run: "Dihitung dari catatan meja kerja atau kiriman pada saat halaman dibuka; setiap perubahannya ada dalam catatan audit.", "Counted from the desk's records or the deliveries when the page is opened; every change of them is in the audit log.";
    public_verify: "Kota dapat menghitung ulang hitungan ini dari berkas yang sama dan membandingkannya sampai ke byte:", "The city can compute this run anew from the same files and compare it to the byte:";
    see_people: "Lihat orangnya", "See the people";
    see_lines: "Lihat barisnya", "See the lines";
    see_list: "Lihat daftarnya", "See the list";
    see_plan: "Kembali ke rencana", "Back to the plan";
    see_minutes: "Kembali ke berita acara", "Back to the minutes";
    see_comparison: "Kembali ke perbandingan", "Back to the comparison";

    // Ways to take apart.
    numerator_denominator: "Pembilang dan penyebut", "Numerator and denominator";
    by_segment: "Menurut segmen", "By segment";
    by_area: "Menurut wilayah", "By area";
    by_village: "Menurut kelurahan", "By village";
    by_state: "Menurut keadaan", "By state";
    by_reason: "Menurut alasan", "By reason";
    by_route: "Menurut siapa yang seharusnya membayar", "By who should pay";
    by_price: "Orang kali harga sebulan", "People times the price a month";
    by_sex: "Menurut jenis kelamin", "By sex";
    by_age: "Menurut umur", "By age";
    by_finding: "Menurut temuan", "By finding";
    by_month: "Menurut bulan", "By month";
    by_component: "Menurut mata anggaran", "By budget line";
    by_source: "Menurut sumber", "By source";
    by_fund: "Menurut dana", "By fund";
    by_answer: "Dibiayai atau tidak", "Paid for or not";
    by_file: "Menurut berkas", "By file";
    by_office: "Menurut sumber data", "By source of data";
    by_first: "Menurut perubahan pertamanya", "By the first change that applies";
    change_by_change: "Perubahan demi perubahan", "Change by change";
    from_official: "Dari angka resmi", "From the official figure";
    is_the_sum: "Jumlah dari", "The sum of";
    is_the_count: "Sama dengan", "The same as";
    less: "Dikurangi", "Less";
    and_change: "Bulan sebelumnya dan perubahannya", "The month before and the change";
    and_new: "Yang sudah ada dan yang mulai", "Those there already and those who start";
    now_and_before: "Sekarang dikurangi semula", "Now less before";
    counted_among: "Dihitung di antara", "Counted among";
    people_by_price: "Orang kali harga", "People times the price";
    people_at: "{} orang, masing-masing {}", "{} people at {} each";
    other_prices: "{} harga lain, {} orang", "{} other prices, {} people";
    whom: "Siapa", "Whom";
    of_the_bill: "Menurut audit tagihan", "By the audit of the bill";
    opening_parts: "Akhir dikurangi yang masuk ditambah yang keluar", "Closing less additions plus removals";
    closing_parts: "Awal ditambah yang masuk dikurangi yang keluar", "Opening plus additions less removals";

    // Figures.
    population_official: "Penduduk DKB: orang dalam register pada tanggal DKB, atau jumlah yang ditetapkan kota", "DKB population: people of the register on the DKB's date, or the number that the city has set";
    population_verified: "Penduduk hidup yang tinggal di sini pada tanggal hitungan", "Living residents on the run's date";
    registered_official: "Rekaman dalam daftar peserta, aktif atau tidak, menurut wilayahnya sendiri", "Records of the membership roll, active or not, by their own address";
    registered_verified: "Penduduk hidup yang tertaut dengan paling sedikit satu rekaman; masing-masing satu kali", "Living residents linked to at least one record; each counts once";
    active_official: "Rekaman dalam daftar peserta yang aktif pada bulan hitungan", "Records of the membership roll that are active in the run's month";
    active_verified: "Penduduk hidup dengan kepesertaan aktif; masing-masing satu kali", "Living residents with an active membership; each counts once";
    share_of_group: "Orang dari kelompok ini yang demikian ÷ semua penduduk hidup kelompok ini", "People of this group who are so ÷ all living residents of this group";
    moved: "Persentase pada tanggal ini dikurangi persentase pada tanggal pembanding, keduanya dibulatkan pada dua desimal", "The percentage on this date less that on the earlier date, both rounded at two decimals";
    step_share: "Rekaman pada langkah ini ÷ penduduk DKB", "Records of this step ÷ DKB population";
    step_active: "Rekaman daftar peserta dengan kedudukan ini yang aktif; setiap rekaman tepat satu kedudukan", "Active roll records with this standing; every record has exactly one";
    step_records: "Rekaman daftar peserta dengan kedudukan ini; setiap rekaman tepat satu kedudukan", "Roll records with this standing; every record has exactly one";
    step_population: "Orang yang ada dalam penduduk resmi atau terverifikasi saja, menurut sebabnya", "People who are in the official or the verified population only, by why";
    step_end: "Ujung jembatan: semua langkah di antaranya menutup tanpa sisa", "An end of the bridge: the steps between close without remainder";
    without_both: "Penduduk hidup tanpa kepesertaan aktif: belum terdaftar, atau terdaftar tetapi tidak aktif", "Living residents without an active membership: not registered, or registered and not active";
    without_uncovered: "Penduduk hidup yang tidak tertaut dengan satu rekaman pun", "Living residents who are linked to no record";
    without_inactive: "Penduduk hidup yang kepesertaannya tidak aktif", "Living residents whose membership is not active";
    work_families: "Nomor kartu keluarga yang berbeda di antara orang dalam daftar; yang tanpa KK tidak dihitung", "Different family cards among the people of the list; who has none is not counted";
    work_people: "Orang dalam daftar", "People in the list";
    work_cost: "Jumlah bagian kota sebulan bila setiap orang dibayar oleh penanggung yang diusulkan baginya", "The city's share a month if everybody is paid for by the payer proposed for them";

    // Bills and dues.
    all_findings: "Semua temuan", "All findings";
    disputed_findings: "Temuan yang disengketakan", "Disputed findings";
    all_months: "Semua bulan", "All months";
    bill_billed: "Jumlah bagian kota dari baris tagihan: iuran dan bantuan iuran", "The city's share of the billed lines: contribution and assistance";
    bill_lines: "Banyaknya baris tagihan; setiap baris tepat satu temuan", "How many billed lines; each has exactly one finding";
    bill_undisputed: "Yang ditagih dikurangi yang disengketakan", "What was billed less what is disputed";
    bill_disputed: "Bagian kota dari baris yang tidak sesuai; pada jumlah keliru hanya selisihnya", "The city's share of lines that are not in order; of a wrong amount only the difference";
    bill_share: "Yang disengketakan ÷ yang ditagih", "What is disputed ÷ what was billed";
    due_amount: "Peserta aktif kali tarif yang berlaku pada tanggal 1; pekerja menurut upah yang diketahui", "Active members times the tariff in force on the 1st; workers by the wage that is known";
    due_people: "Peserta aktif yang berutang mata anggaran ini", "Active members who owe this budget line";
    budget_billed: "Ditagih tahun ini", "Billed this year";
    budget_billed_formula: "Jumlah tagihan sejak Januari; bulan tanpa tagihan dihitung nol", "The sum of the bills since January; months without a bill count as zero";
    budget_flow: "Perubahan sebulan", "Change a month";
    budget_flow_given: "Diisi pada halaman Anggaran", "Given on the page Budget";
    budget_flow_formula: "Tagihan terakhir dikurangi tagihan beberapa bulan sebelumnya, dibagi banyaknya perubahan", "The last bill less that of some months before, over the number of changes";
    budget_flow_none: "Baru satu tagihan: tanpa perubahan", "One bill only: no change";
    budget_bill: "Tagihan", "Bill";
    budget_bill_formula: "Tagihan bulan sebelumnya ditambah perubahan sebulan, paling sedikit nol", "The bill of the month before plus the change a month, at least zero";
    budget_to_date: "Jumlah sejak Januari", "Sum since January";
    budget_left: "Sisa anggaran", "Left of the budget";
    budget_left_formula: "Anggaran dikurangi jumlah sejak Januari", "The budget less the sum since January";
    budget_given: "Anggaran yang diisi", "The budget given";
    forecast: "perkiraan", "forecast";
    no_bill: "tanpa tagihan", "no bill";

    // Awards.
    award_actual: "Angka resmi kota yang dinilai ambang ini", "The city's official figure that this threshold judges";
    award_required: "Paling sedikit menurut hukum yang berlaku pada 1 Januari tahun itu", "The least by the law in force on 1 January of that year";
    award_short_by: "Orang yang diperlukan, dibulatkan ke atas, dikurangi yang ada", "The people needed, rounded up, less those there are";
    award_needed: "{} dari {}, dibulatkan ke atas", "{} of {}, rounded up";
    award_cost: "Orang yang kurang kali harga kota sebulan", "The people who are missing times the city's price a month";
    award_way: "Orang paling sedikit yang membuat semua angka ambang ini terpenuhi", "The fewest people with whom every figure of this threshold holds";
    city_price: "Harga kota seorang sebulan", "The city's price a person and month";
    to_register: "Didaftarkan", "To register";
    to_reactivate: "Diaktifkan kembali", "To reactivate";

    // Plans.
    plan_in_need: "Penduduk hidup tanpa kepesertaan aktif pada hitungan ini", "Living residents without an active membership in this run";
    plan_chosen: "Orang yang dibiayai pada akhir rencana", "People who are paid for at the end of the plan";
    plan_city: "Uang kota dari bulan pertama sampai terakhir rencana", "The city's money from the first month of the plan to its last";
    plan_all: "Uang semua pihak dari bulan pertama sampai terakhir rencana", "Everybody's money from the first month of the plan to its last";
    plan_starts: "Orang yang mulai dibiayai pada bulan ini", "People who start to be paid for in this month";
    plan_people: "Orang yang dibiayai pada bulan ini: yang mulai tidak dilepas sampai akhir", "People paid for in this month: whoever starts is kept to the end";
    plan_spent: "Orang yang dibiayai kali tarif sumbernya, bulan demi bulan", "People paid for times their source's tariff, month by month";
    plan_left: "Batas dana dikurangi yang terpakai sampai bulan terakhir", "The fund's limit less what is spent to the last month";
    plan_tenth: "Cara termurah bagi kota untuk seperseribu penduduk berikutnya, dibulatkan ke atas, sesudah rencana ini", "The city's cheapest way to another thousandth of the population, rounded up, after this plan";
    plan_runs_out: "Bulan pertama yang uangnya tidak cukup bila semua dibiayai: uang tahun itu dipakai lebih dahulu", "The first month whose money would not do if all were paid for: the year's own money is spent first";
    plan_reached: "Bulan pertama ketika angka resmi sekarang ditambah yang mulai mencapai target, dengan penduduk tetap", "The first month in which the official figure of now plus those who start reaches the target, the population standing still";
    plan_now: "Sekarang", "Now";
    plan_start_in: "mulai {}", "start in {}";
    plan_then: "Jumlah pada bulan itu", "The count in that month";
    plan_path: "Jalan ke target", "The path to the target";
    plan_difference: "Andaian dikurangi sekarang", "What is supposed less the present";

    // Minutes.
    item_opening: "Kartu yang ditagih pada awal bulan", "Cards charged at the start of the month";
    item_added: "Kartu yang ditagih bulan ini dan tidak bulan sebelumnya", "Cards charged this month and not the month before";
    item_removed: "Kartu yang ditagih bulan sebelumnya dan tidak bulan ini", "Cards charged the month before and not this month";
    item_closing: "Kartu berbeda yang ditagih bulan ini sesudah pembatalan dikurangkan", "Different cards charged this month after cancellations";
    item_person_months: "Orang yang ditagih kali bulan", "People charged times months";
    item_finding: "Bagian kota dari baris dengan temuan ini", "The city's share of lines with this finding";
    item_paid: "SP2D untuk bulan ini sampai tanggal hitungan", "Payment warrants (SP2D) for this month up to the run's date";
    item_heads: "Orang yang ditagih dengan tagihan yang hanya memuat jumlah jiwa", "People charged by a bill of head counts only";
    item_heads_billed: "Nilai tagihan yang hanya memuat jumlah jiwa, menurut tagihan itu", "What the bill of head counts charges, as it says";
    item_heads_disputed: "Nilai tagihan jumlah jiwa dikurangi tarif bagi orang yang didukung daftar peserta", "What the bill of head counts charges less the tariff for the people whom the roll bears out";
    item_corrections: "Bagian kota yang dikembalikan untuk baris yang tidak ada dalam data; tidak disengketakan", "The city's share given back for lines that are not in the data; not disputed";
    item_disputed_open: "Yang belum dibayar dikurangi tunggakan dari yang disepakati", "What is unpaid less the arrears of what is agreed";
    item_arrears: "Yang ditagih dikurangi yang dibayar, paling sedikit nol", "What was billed less what was paid, at least zero";
    item_agreed_arrears: "Yang disepakati, paling banyak yang ditagih, dikurangi yang dibayar; paling sedikit nol", "What is agreed, at most what was billed, less what was paid; at least zero";
    item_overpaid: "Yang dibayar dikurangi yang ditagih, paling sedikit nol", "What was paid less what was billed, at least zero";
    item_age: "Bulan utuh sejak tagihan yang masih terbuka jatuh tempo", "Whole months since the bill with what is open was due";

    // Deliveries.
    files_came: "Berkas sumber ini yang keadaan datanya dalam bulan ini", "Files of this source whose data describe this month";
    days_late: "Hari dari {} sampai {}", "Days from {} to {}";
    rows_all: "Baris data: diterima dan ditolak", "Data rows: accepted and rejected";
    rows_accepted: "Baris yang diterima", "Rows accepted";
    rows_rejected: "Baris yang ditolak: kunci, kode, jumlah, atau tanggalnya tidak terbaca", "Rows rejected: a key, code, amount or date cannot be read";
    rows_warnings: "Sel yang dikosongkan dengan peringatan", "Cells left empty with a warning";
    rows_share: "Baris yang demikian ÷ baris data", "Rows of this kind ÷ data rows";
    rows_warned: "Peringatan ÷ baris data, kali seratus: satu baris dapat lebih dari satu", "Warnings ÷ data rows, times a hundred: a row may have several";
    checks_open: "Pemeriksaan penutup yang kedua sisinya tidak sama", "Closing checks whose sides differ";
    see_snapshot: "Lihat cuplikannya", "See the snapshot";
    rows_in: "Semua baris di bawah judul; setiap baris diterima, ditolak, atau dilewati", "All rows below the header; each is accepted, rejected or skipped";
    rows_skipped: "Baris tanpa data", "Rows without data";
    by_outcome: "Menurut apa yang terjadi dengannya", "By what became of them";
    by_kind: "Menurut jenisnya", "By kind";
    skipped_blank: "Baris kosong", "Blank rows";
    skipped_header: "Judul berulang", "The header once more";
    skipped_total: "Baris jumlah", "Rows of sums";
    skipped_numbers: "Baris nomor kolom", "Rows of column numbers";
    skipped_other: "Baris dari berkas lain", "Rows of other files";
    run_checks: "Pemeriksaan penutup yang dibuat hitungan ini", "Closing checks that this run made";
    checks_closed: "Kedua sisinya sama", "Both sides are equal";
    check_side: "Satu sisi pemeriksaan penutup ini; sisi yang lain harus sama", "One side of this closing check; the other must equal it";
    run_elsewhere: "Baris register dengan alamat di luar wilayah ini: dikenal, tetapi tidak dihitung", "Register rows with an address outside this region: known, but not counted";
    run_shared: "NIK yang dalam register dibawa lebih dari satu orang yang jelas berbeda", "NIKs that clearly different people of the register carry";
    run_rows: "Baris tabel hasil ini; tabelnya dapat dihitung ulang sampai ke byte", "Rows of this result table, which can be computed anew to the byte";

    // Comparisons.
    and_run: "dibandingkan dengan {}", "compared with {}";
    flow_before: "Menurut hitungan sebelum", "By the run before";
    flow_after: "Sebelum ditambah dan dikurangi setiap perubahan", "Before, plus and minus every change";
    flow_change: "Penduduk yang demikian, orang demi orang menurut NIK", "Residents of this kind, person by person by NIK";
    change_all: "Semua orang dari kedua hitungan, masing-masing satu kali", "Everybody of either run, each once";
    change_first: "Orang yang perubahan pertamanya demikian", "People whose first change is this";
    change_applies: "Orang yang mengalami perubahan ini, apa pun yang lain", "People to whom this change applies, whatever else does";
    change_segment: "Semua orang dari kedua hitungan menurut segmen sebelum dan sesudah", "Everybody of either run by segment before and after";
    change_standing: "Semua rekaman dari kedua daftar peserta menurut kedudukan sebelum dan sesudah", "All records of both rolls by standing before and after";

    // The desk.
    wait_late: "Usulan yang belum dikirim sesudah hari terakhirnya, di wilayah Anda", "Proposals unsent after their last day, in your area";
    wait_check: "Rancangan orang lain yang boleh Anda periksa", "Drafts by others that you may check";
    wait_approve: "Usulan yang diperiksa orang lain dan boleh Anda setujui", "Proposals checked by others that you may approve";
    wait_send: "Usulan yang disetujui dan boleh Anda kirim", "Proposals approved that you may send";
    wait_answer: "Usulan terkirim tanpa jawaban BPJS", "Proposals sent without an answer of BPJS";
    wait_pairs: "Pasangan meragukan dari hitungan ini yang belum cukup dinilai", "Pairs in doubt of this run without enough verdicts";
    wait_cases: "Perkara terbuka yang langkah berikutnya sudah waktunya", "Open cases whose next step has come";
    wait_firms: "Badan usaha dengan temuan dan tanpa perkara terbuka", "Firms with a finding and without an open case";
    wait_unsent: "Usulan yang belum dikirim, di wilayah Anda", "Proposals not sent yet, in your area";
    firms_all: "Badan usaha dengan sedikitnya satu temuan, di wilayah Anda", "Firms with at least one finding, in your area";
    firms_people: "Orang dalam semua temuan; satu orang dapat ada dalam beberapa temuan", "People in all findings; one may be in several";
    firms_due: "Iuran sebulan yang menurut temuan belum dibayar pemberi kerja", "Contributions a month that employers do not pay, by the findings";
    pairs_all: "Pasangan meragukan", "Pairs in doubt";
    pairs_judged: "Sudah dinilai, atau di luar wilayah Anda", "Judged, or outside your area";
    firms_with_case: "Dengan perkara terbuka", "With an open case";
    proposals_n: "Usulan yang boleh Anda lihat dan berdiri di sini", "Proposals that you may see and that stand here";
    proposals_cost: "Tambahan bagian kota sebulan bila semua berlaku", "What the city would pay more a month if all take effect";
    visits_listed: "Penduduk tanpa kepesertaan aktif menurut saringan daftar, yang boleh Anda lihat", "Residents without an active membership by the list's filter whom you may see";
    visits_visited: "Di antaranya yang pernah dikunjungi", "Those of them who were visited";
    visits_again: "Yang hasil kunjungannya meminta kunjungan lagi, dan harinya sudah tiba", "Those whose outcome asks for another visit and whose day has come";
    pairs_waiting: "Pasangan meragukan di wilayah Anda yang belum diputuskan", "Pairs in doubt in your area that are not decided";
    pairs_of_state: "Pasangan meragukan di wilayah Anda dengan keadaan penilaian ini", "Pairs in doubt in your area whose judging stands so";
    pairs_everywhere: "Semua pasangan meragukan hitungan ini di wilayah Anda", "All pairs in doubt of this run in your area";
    pair_rupiah: "Iuran sebulan rekaman yang aktif menurut tarif segmen dan kelasnya; rekaman tidak aktif nol", "The contribution a month of active records by the tariff of segment and class; none of inactive ones";
    pair_people: "Penduduk yang tidak aktif tanpa rekaman ini, ditambah penduduk lain yang memakainya menurut hitungan", "Residents not active without this record, plus other residents whom the run gives it to";
    see_pair: "Lihat pasangannya", "See the pair";
    see_queue: "Lihat antreannya", "See the queue";
    proposals_found: "Usulan yang cocok dengan saringan dan boleh Anda lihat", "Proposals that fit the filter and that you may see";
    one_more: "Yang dibayar sebulan sesudah usulan berlaku dikurangi yang dibayar sebelumnya", "What is paid a month after the proposal takes effect less what is paid before";
    one_before: "Yang dibayar penanggung ini sebulan sebelum usulan berlaku, menurut tarif pada hari berlakunya", "What this payer pays a month before the proposal takes effect, by the tariff of that day";
    one_after: "Yang dibayar penanggung ini sebulan sesudah usulan berlaku, menurut tarif pada hari berlakunya", "What this payer pays a month after the proposal takes effect, by the tariff of that day";
    see_proposal: "Lihat usulannya", "See the proposal";
    batch_rows: "Usulan yang dikirim dalam batch ini", "Proposals sent in this batch";
    batch_accepted: "Usulan batch ini yang diterima BPJS, termasuk yang sudah selesai", "Proposals of this batch that BPJS accepted, closed ones included";
    batch_rejected: "Usulan batch ini yang ditolak BPJS, termasuk yang sudah selesai", "Proposals of this batch that BPJS rejected, closed ones included";
    batch_unanswered: "Usulan batch ini tanpa jawaban BPJS", "Proposals of this batch without an answer of BPJS";
    see_batch: "Lihat batchnya", "See the batch";
    firm_people: "Orang dalam temuan badan usaha ini; satu orang dapat ada dalam beberapa temuan", "People in this firm's findings; one may be in several";
    firm_due: "Iuran sebulan yang menurut temuan belum dibayar: menurut upah dalam daftar pekerja, paling sedikit upah minimum", "The contribution a month that the findings say is not paid: by the wage in the workers' list, at least the minimum wage";
    firm_workers: "Yang terbanyak dari izin usaha dan daftar pekerja pada tanggal hitungan", "The larger of what the licence states and the workers' lists name on the run's date";
    firm_registered: "Pekerja aktif dalam daftar peserta dengan nama badan usaha ini", "Active workers of the roll under this firm's name";
    see_firm: "Lihat badan usahanya", "See the firm";
    fine: "Iuran terutang sebulan pada hari langkah ini diambil, kali tarif denda", "The contributions due a month on the day of this step, times the rate of the fine";
    see_case: "Lihat perkaranya", "See the case";
    route_city: "Bagian kota sebulan bila pembayar ini membayar, menurut hukum pada tanggal hitungan", "The city's share a month if this payer pays, by the law on the run's date";
    see_person: "Lihat orangnya", "See the person";
    line_billed: "Bagian kota dalam baris tagihan ini: iuran dan bantuan iuran", "The city's share of this billed line: contribution and assistance";
    line_expected: "Bagian kota menurut tarif yang berlaku pada tanggal 1 bulan ini", "The city's share by the tariff in force on the 1st of the month";
    line_disputed: "Seluruh bagian kota bila temuannya bukan sesuai; pada jumlah keliru hanya selisihnya; yang dibatalkan baris lain nol", "The whole share of the city where the finding is not in order; of a wrong amount only the difference; none where another line cancels it";
    plan_person: "Uang kota bagi orang ini dari bulan mulainya sampai akhir rencana", "The city's money for this person from the month of the start to the end of the plan";
    visits_outcome: "Orang dalam daftar menurut hasil kunjungan terakhir", "People of the list by the outcome of the last visit";
}
