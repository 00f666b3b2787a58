//! Rows that an importer must reject, and where they stand.

use crate::calendar::civil;
use crate::world::World;

/// A row to be rejected.
#[derive(Debug, Clone)]
pub(crate) struct Rejected {
    pub(crate) month: i16,
    pub(crate) file: String,
    /// Rows below the header, from 1.
    pub(crate) row: usize,
    pub(crate) column: &'static str,
    pub(crate) code: &'static str,
}

/// A bad line of a file, with the column at fault and the reason's code.
pub(crate) struct BadLine {
    pub(crate) text: String,
    column: &'static str,
    code: &'static str,
}

/// Whether a month's files have bad rows.
pub(crate) fn in_month(world: &World, month: i16) -> bool {
    !world.clean && month % 6 == 0
}

/// Joins bad lines for the end of a file of `n` rows, and says where they stand.
pub(crate) fn at_end(
    month: i16,
    file: &str,
    n: usize,
    lines: Vec<BadLine>,
) -> (String, Vec<Rejected>) {
    let mut text = String::new();
    let mut rejected = Vec::new();
    for (place, line) in lines.into_iter().enumerate() {
        text.push_str(&line.text);
        text.push('\n');
        rejected.push(Rejected {
            month,
            file: file.to_owned(),
            row: n + place + 1,
            column: line.column,
            code: line.code,
        });
    }
    (text, rejected)
}

fn line(column: &'static str, code: &'static str, text: String) -> BadLine {
    BadLine { text, column, code }
}

/// Bad rows of the register.
pub(crate) fn register(world: &World) -> Vec<BadLine> {
    let village = world.reference.villages[0].code;
    let rest = format!("{village:010};HIDUP;");
    let person = "6571010101019001;BUDI CONTOH;L;TARAKAN;01-01-1990;KEPALA KELUARGA;BELUM KAWIN;JL. MELATI NO. 1;001;001";
    vec![
        line(
            "nik",
            "nik_invalid",
            format!("65710101019090;{person};{rest}"),
        ),
        line("nik", "nik_missing", format!(";{person};{rest}")),
        line(
            "status",
            "code_unknown",
            format!("{:016};{person};{village:010};HILANG;", spare_nik(world, 9)),
        ),
    ]
}

/// Bad rows of the roll.
pub(crate) fn roll(world: &World) -> Vec<BadLine> {
    let tail = |segment: &str, status: &str| {
        format!(",,BUDI CONTOH,L,01/01/1990,1,{segment},3,{status},,01/01/2020,,,19010001,,,")
    };
    let card = |n: u64| format!("{:013}", 9_999_999_990 + n);
    let nik = format!(",{:016}", spare_nik(world, 8));
    vec![
        line(
            "no_kartu",
            "card_invalid",
            format!("KARTU HILANG{nik}{}", tail("Bukan Pekerja", "AKTIF")),
        ),
        line(
            "segmen",
            "code_unknown",
            format!("{}{nik}{}", card(1), tail("SEGMEN LAMA", "AKTIF")),
        ),
        line(
            "status",
            "code_unknown",
            format!("{}{nik}{}", card(2), tail("Bukan Pekerja", "ENTAH")),
        ),
    ]
}

/// Bad rows of the bill.
pub(crate) fn bill(world: &World, month: i16) -> Vec<BadLine> {
    let name = world.calendar.name(month);
    vec![
        line(
            "bulan",
            "month_invalid",
            "2024-13;0009999999991;;BUDI CONTOH;Rp35.000;Rp2.800;Rp4.200".to_owned(),
        ),
        line(
            "iuran_kota",
            "amount_invalid",
            format!("{name};0009999999992;;BUDI CONTOH;lihat lampiran;Rp2.800;Rp4.200"),
        ),
    ]
}

/// A bad row of the list of deaths.
pub(crate) fn deaths(world: &World) -> Vec<BadLine> {
    vec![line(
        "tanggal",
        "date_invalid",
        format!("{:016};BUDI CONTOH;31-02-2024", spare_nik(world, 7)),
    )]
}

/// A NIK of a date on which nobody of the scenario was born.
fn spare_nik(world: &World, serial: u64) -> u64 {
    let (year, _, _) = civil(world.calendar.last_day(0));
    let district = world.reference.villages[0].code / 10_000;
    // Born after the last month, so that it is nobody's.
    let date = 311_200 + (year as u64 + 1) % 100;
    (district * 1_000_000 + date) * 10_000 + 9990 + serial
}
