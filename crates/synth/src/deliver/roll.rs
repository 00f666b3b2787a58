//! The membership roll (`peserta`), as the BPJS branch exports it.

use std::path::Path;

use semesta_domain::Segment;

use crate::deliver::bad::{self, Rejected};
use crate::deliver::write_rows;
use crate::error::SynthError;
use crate::names::Name;
use crate::person::Role;
use crate::record::{BirthState, NO_EMPLOYER, NameState, NikState, Record};
use crate::rng::mixed;
use crate::text::{DateStyle, date, number, padded};
use crate::world::World;

const CANONICAL: &str = "no_kartu,nik,no_kk,nama,jenis_kelamin,tanggal_lahir,pisat,segmen,kelas,status,alasan,tmt,tat,kode_wilayah,kode_faskes,bulan_tunggakan,badan_usaha,penanggung\n";
const OFFICE: &str = "\u{feff}NOKA,NIK,NOKK,NAMA,JENKEL,TGLLHR,PISAT,SEGMEN,KELAS,STATUS,ALASAN,TMT,TAT,KODE WILAYAH,KODE FASKES,BULAN TUNGGAKAN,BADAN USAHA,PENANGGUNG\n";

const TITLES_BEFORE: [&str; 6] = ["H. ", "HJ. ", "DRS. ", "IR. ", "DR. ", "H.M. "];
const TITLES_AFTER: [&str; 6] = [", S.PD", " SE", ", SH", ", S.SOS", ", A.MD", ", M.KES"];
const PLACEHOLDERS: [&str; 6] = ["", "", "", "0000000000000000", "9999999999999999", "-"];

/// Writes a month's roll, and answers its bad rows.
pub(crate) fn write(world: &World, month: i16, folder: &Path) -> Result<Vec<Rejected>, SynthError> {
    let header = if world.clean { CANONICAL } else { OFFICE };
    let records = &world.records;
    let n = records.iter().filter(|r| r.spell(month).is_some()).count();
    let bad = if bad::in_month(world, month) {
        bad::roll(world)
    } else {
        Vec::new()
    };
    let (after, rejected) = bad::at_end(month, "peserta.csv", n, bad);
    let path = folder.join("peserta.csv");
    write_rows(
        &path,
        header.as_bytes(),
        records.len(),
        after.as_bytes(),
        |at, out| {
            row(world, &records[at], month, out);
        },
    )?;
    Ok(rejected)
}

fn row(world: &World, record: &Record, month: i16, out: &mut Vec<u8>) {
    let Some(spell) = record.spell(month) else {
        return;
    };
    let person = &world.persons[record.person as usize];
    let style = if world.clean {
        DateStyle::Iso
    } else {
        DateStyle::Slashes
    };
    padded(out, record.card, 13);
    out.push(b',');
    nik(world, record, out);
    out.push(b',');
    // Rolls keep the family card of the time of registration; many have none.
    let family = world.kk(person, world.calendar.first());
    // A newborn's is always there: it is all that leads to the child.
    let newborn = record.name_state == NameState::Newborn;
    if family != 0 && (world.clean || newborn || record.salt % 10 < 7) {
        padded(out, family, 16);
    }
    out.push(b',');
    out.extend_from_slice(name(world, record).as_bytes());
    out.push(b',');
    out.push(if person.female { b'P' } else { b'L' });
    out.push(b',');
    match record.birth_state {
        BirthState::Missing if record.salt.is_multiple_of(2) => {}
        BirthState::Missing => date(out, crate::calendar::day(1900, 1, 1), style),
        _ => date(out, record.birth, style),
    }
    out.push(b',');
    out.push(b'0' + record.pisat);
    out.push(b',');
    let line = &world.lines[usize::from(spell.line)];
    out.extend_from_slice(segment(world, line.segment).as_bytes());
    out.push(b',');
    out.push(class_of_care(line.segment, record));
    out.push(b',');
    let status: &[u8] = if spell.active { b"AKTIF" } else { b"NONAKTIF" };
    out.extend_from_slice(status);
    out.push(b',');
    out.extend_from_slice(spell.reason.words().as_bytes());
    out.push(b',');
    term_and_rest(world, record, month, style, out);
    out.push(b',');
    out.extend_from_slice(line.payer.as_bytes());
    out.push(b'\n');
}

fn term_and_rest(world: &World, record: &Record, month: i16, style: DateStyle, out: &mut Vec<u8>) {
    let (start, end) = record
        .term(month, &world.calendar)
        .unwrap_or((record.since, None));
    date(out, start, style);
    out.push(b',');
    if let Some(end) = end {
        date(out, end, style);
    }
    out.push(b',');
    if record.address != 0 {
        region(
            record.address,
            !world.clean && record.salt.is_multiple_of(16),
            out,
        );
    }
    out.push(b',');
    let village = u64::from(world.persons[record.person as usize].village);
    out.extend_from_slice(b"1901");
    padded(out, village * 3 + u64::from(record.salt % 3), 4);
    out.push(b',');
    match record.arrears(month, &world.calendar) {
        0 => {}
        months => number(out, i64::from(months)),
    }
    out.push(b',');
    let wage = record
        .spell(month)
        .is_some_and(|s| world.lines[usize::from(s.line)].segment.is_wage_worker());
    if wage && record.employer != NO_EMPLOYER {
        out.extend_from_slice(
            world.economy.employers[record.employer as usize]
                .name
                .as_bytes(),
        );
    }
}

/// A village's code, which some desks type with dots.
fn region(code: u64, dotted: bool, out: &mut Vec<u8>) {
    if !dotted {
        return padded(out, code, 10);
    }
    for (part, width) in [
        (code / 100_000_000, 2),
        (code / 1_000_000 % 100, 2),
        (code / 10_000 % 100, 2),
        (code % 10_000, 4),
    ] {
        padded(out, part, width);
        if width == 2 {
            out.push(b'.');
        }
    }
}

/// The NIK's cell.
fn nik(world: &World, record: &Record, out: &mut Vec<u8>) {
    match record.nik_state {
        NikState::Missing if world.clean => {}
        NikState::Missing => {
            out.extend_from_slice(PLACEHOLDERS[(record.salt % 6) as usize].as_bytes());
        }
        NikState::Scientific => out.extend_from_slice(scientific(record.nik).as_bytes()),
        _ => padded(out, record.nik, 16),
    }
}

/// A NIK as a spreadsheet shows it in a narrow cell.
fn scientific(nik: u64) -> String {
    let lead = (nik + 5_000_000_000) / 10_000_000_000;
    format!("{}.{:05}E+15", lead / 100_000, lead % 100_000)
}

/// The segment's word: codes in clean files, official names otherwise.
fn segment(world: &World, segment: Segment) -> &'static str {
    if world.clean {
        segment.code()
    } else {
        segment.label(semesta_domain::Lang::Id)
    }
}

fn class_of_care(segment: Segment, record: &Record) -> u8 {
    match segment {
        Segment::PbiJk | Segment::PbpuPemda => b'3',
        Segment::Pbpu | Segment::Bp => {
            b'3' - u8::from(record.unit % 10 < 3) - u8::from(record.unit.is_multiple_of(10))
        }
        Segment::PpuPn | Segment::PpuBu => b'2' - u8::from(record.unit.is_multiple_of(3)),
    }
}

/// The name's cell.
pub(crate) fn name(world: &World, record: &Record) -> String {
    let person = &world.persons[record.person as usize];
    let full = world.book.full(person.name);
    let salt = record.salt as usize;
    match record.name_state {
        NameState::Intact => full,
        NameState::Title if salt % 3 < 2 => {
            let title = TITLES_BEFORE[salt / 3 % 6];
            let title = if person.female && title.starts_with("H.") {
                "HJ. "
            } else {
                title
            };
            let title = if !person.female && title == "HJ. " {
                "H. "
            } else {
                title
            };
            format!("{title}{full}")
        }
        NameState::Title => quoted(&format!("{full}{}", TITLES_AFTER[salt / 3 % 6])),
        NameState::Variant => variant(&full, salt),
        NameState::Typo => typo(&full, salt),
        NameState::Shortened => shortened(world, person.name),
        NameState::Joined => full.replacen(' ', "", 1).to_lowercase(),
        NameState::Newborn => newborn(world, record),
    }
}

fn quoted(text: &str) -> String {
    if text.contains(',') {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}

/// A customary spelling of the name.
fn variant(full: &str, salt: usize) -> String {
    const FIRST: [(&str, &[&str]); 5] = [
        ("MUHAMMAD", &["MUH.", "M.", "MOHAMMAD", "MUHAMAD", "MOCH."]),
        ("AHMAD", &["ACHMAD", "AKHMAD"]),
        ("ABDUL", &["ABD."]),
        ("SITI", &["ST."]),
        ("NUR", &["NOER"]),
    ];
    for (word, forms) in FIRST {
        if let Some(rest) = full.strip_prefix(word).filter(|r| r.starts_with(' ')) {
            return format!("{}{rest}", forms[salt % forms.len()]);
        }
    }
    const LETTERS: [(&str, &str); 6] = [
        ("U", "OE"),
        ("J", "DJ"),
        ("Y", "J"),
        ("F", "V"),
        ("KH", "CH"),
        ("DI", "DY"),
    ];
    let (new, old) = LETTERS[salt % 6];
    if full.contains(new) {
        full.replacen(new, old, 1)
    } else {
        full.replace(' ', "  ")
    }
}

/// One letter doubled, left out or exchanged with the next.
fn typo(full: &str, salt: usize) -> String {
    let mut letters: Vec<u8> = full.bytes().collect();
    let place = 1 + mixed(salt as u64) as usize % (letters.len() - 2).max(1);
    match salt % 3 {
        0 => letters.insert(place, letters[place]),
        1 if letters.len() > 5 => {
            letters.remove(place);
        }
        _ => letters.swap(place, (place + 1).min(full.len() - 1)),
    }
    String::from_utf8(letters).unwrap_or_else(|_| full.to_owned())
}

/// The name without its last word, or that word's initial.
fn shortened(world: &World, name: Name) -> String {
    let words: Vec<&str> = world.book.words(name).collect();
    match words.split_last() {
        Some((last, rest)) if rest.len() > 1 => format!("{} {}.", rest.join(" "), &last[..1]),
        Some((last, [first])) => format!("{first} {}", &last[..1]),
        _ => words.join(" "),
    }
}

/// "BY NY" and the name of the mother, or of the head of the card.
fn newborn(world: &World, record: &Record) -> String {
    let person = &world.persons[record.person as usize];
    let home = &world.households[person.household as usize];
    let family = &world.persons[home.members()];
    let mother = family
        .iter()
        .find(|p| p.role == Role::Spouse && p.female)
        .or(family.first());
    mother.map_or_else(
        || "BY NY".to_owned(),
        |m| format!("BY NY {}", world.book.full(m.name)),
    )
}
