#!/usr/bin/env python3
"""Deliveries behind published audits and figures, person by person (DOMAIN 1, 2).

    python3 cases/audits/make.py [FOLDER [NAME...]]      # default: all, beside this file

Writes tomohon-2023 and nunukan-2023, which are kept in the repository, and
halmahera-barat-2020 (100,440 billed lines) and tarakan-2020 (476,443 people and
records), which are not. Nobody in them is real: names are composed, NIKs use
serials from 9000 up. What was published are counts and sums; how the 3,210 of
Nunukan divide into not found and inactive, who died when in Tomohon, and who the
members of Tarakan are whom no government pays for, was not, and is assumed here.
"""

import csv
import datetime
import pathlib
import sys

FIRST = ["ADI", "BELA", "CANDRA", "DINI", "EKO", "FITRI", "GALIH", "HESTI", "INDRA", "JULIA", "KURNIA"]
MIDDLE = ["PUTRA", "WIRA", "SARI", "LESTARI", "JAYA", "UTAMA", "AYU"]
LAST = ["MOKOGINTA", "SUMARAUW", "TENDEAN", "WOWOR", "LAPIAN", "RORING", "PANGKEY", "KANDOU", "MAMBU",
        "LOLONG", "TULUNG", "SONDAKH", "KALALO"]


class City:
    """A register, a roll, a bill and lists, written as one delivery."""

    payer = None

    def __init__(self, region, village, month):
        self.region, self.village, self.month = region, village, month
        self.rows = {"penduduk": [], "peserta": [], "tagihan": [], "daftar_pemda": [], "kematian": [], "pindah": []}

    def identity(self, n):
        """NIK, name, sex and birth date of the invented person n."""
        birth = datetime.date(1960, 1, 1) + datetime.timedelta(days=n * 4 + n % 3)
        sex = "LP"[n % 2]
        day = birth.day + (40 if sex == "P" else 0)
        nik = f"{self.region}01{day:02}{birth.month:02}{birth.year % 100:02}{9000 + n % 1000:04}"
        name = " ".join([FIRST[n % 11], MIDDLE[n // 11 % 7], LAST[n // 77 % 13]])
        return nik, name, sex, birth.isoformat()

    def card(self, n):
        return f"{90_000_000_000 + n:013}"

    def person(self, n):
        nik, name, sex, birth = self.identity(n)
        kk = f"{self.region}01010120{n:04}"
        self.rows["penduduk"].append([nik, kk, name, sex, birth, "KEPALA KELUARGA", self.village, "HIDUP"])

    def member(self, n, card, segment="pbpu_pemda", status="AKTIF", given=None):
        nik, name, sex, birth = given or self.identity(n)
        row = [self.card(card), nik, name, sex, birth, segment, "3", status, self.village]
        self.rows["peserta"].append(row if self.payer is None else [*row, self.payer])

    def approve(self, n, start):
        nik, name, _, _ = self.identity(n)
        self.rows["daftar_pemda"].append([nik, name, start, "", "kota"])

    def paid(self, n, start):
        self.person(n)
        self.member(n, n)
        self.approve(n, start)

    def bill(self, month, card, amounts, nik="", name=""):
        self.rows["tagihan"].append([month, self.card(card), nik, name, *amounts])

    def write(self, folder):
        headers = {
            "penduduk": "nik,no_kk,nama,jenis_kelamin,tanggal_lahir,shdk,kode_wilayah,status",
            "peserta": "no_kartu,nik,nama,jenis_kelamin,tanggal_lahir,segmen,kelas,status,kode_wilayah",
            "tagihan": "bulan,no_kartu,nik,nama,iuran_kota,bantuan_kota,bantuan_pusat",
            "daftar_pemda": "nik,nama,tanggal_mulai,tanggal_selesai,penanggung",
            "kematian": "nik,nama,tanggal",
            "pindah": "nik,nama,tanggal,arah",
        }
        if self.payer is not None:
            headers["peserta"] += ",penanggung"
        folder = folder / self.month
        folder.mkdir(parents=True, exist_ok=True)
        for source, rows in self.rows.items():
            if not rows:
                continue
            with open(folder / f"{source}.csv", "w", newline="", encoding="utf-8") as file:
                file.write(headers[source] + "\n")
                csv.writer(file, lineterminator="\n").writerows(rows)


def tomohon():
    """173 dead people paid for 529 person-months at 37,800: Rp 19,996,200."""
    city = City("7173", "7173011001", "2023-12")
    due = (35_000, 2_800, 4_200)
    for n in range(1, 301):
        city.paid(n, "2022-01-01")
        if n <= 173:
            nik, name, _, _ = city.identity(n)
            city.rows["kematian"].append([nik, name, "2023-02-10"])
        # The dead go on being billed for three months, ten of them for four.
        months = range(1, 13) if n > 173 else range(1, 7 if n <= 10 else 6)
        for month in months:
            city.bill(f"2023-{month:02}", n, due)
    return city


def nunukan():
    """3,868 people in four classes at 35,000: Rp 135,380,000; the province bears the 2,800."""
    city = City("6503", "6503012001", "2023-12")
    share, start, month = (35_000, 0, 4_200), "2023-01-01", "2023-12"
    for n in range(1, 2_001):  # not found: a card that no roll has, a NIK that nobody has
        birth = datetime.date(1955, 3, 1) + datetime.timedelta(days=n)
        nik = f"{city.region}02{birth:%d%m%y}{9500 + n % 7}"
        city.bill(month, 100_000 + n, share, nik, "ZULFIKRI OYONG")
    for n in range(2_001, 3_211):  # inactive
        city.person(n)
        city.member(n, n, status="NONAKTIF")
        city.approve(n, start)
        city.bill(month, n, share)
    for n in range(3_211, 3_241):  # moved away
        city.paid(n, start)
        nik, name, _, _ = city.identity(n)
        city.rows["pindah"].append([nik, name, "2023-06-30", "KELUAR"])
        city.bill(month, n, share)
    for n in range(3_241, 3_422):  # double: two cards of one person, both billed
        city.paid(n, start)
        city.member(n, 200_000 + n)
        city.bill(month, n, share)
        city.bill(month, 200_000 + n, share)
    for n in range(3_422, 3_869):  # a card under a NIK whose owner is clearly someone else
        city.person(n)
        nik, _, _, _ = city.identity(n)
        birth = datetime.date(2011, 1, 1) + datetime.timedelta(days=n)
        city.member(n, n, given=(nik, "OYONG ZULFIKRI", "L", birth.isoformat()))
        city.bill(month, n, share)
    return city


def halmahera():
    """1,674 people paid by city and centre at once for 60 months: Rp 2,561,220,000."""
    city = City("8201", "8201012001", "2020-12")
    for n in range(1, 1_675):
        city.paid(n, "2016-01-01")
        city.member(n, 500_000 + n, segment="pbi_jk")
        for month in range(60):
            city.bill(f"{2016 + month // 12}-{month % 12 + 1:02}", n, (25_500, 0, 0))
    return city


class LargeCity(City):
    """A city of more people than four days apart are born since 1960."""

    def identity(self, n):
        birth = datetime.date(1935, 1, 1) + datetime.timedelta(days=n * 37 % 30_000)
        sex = "LP"[n % 2]
        day = birth.day + (40 if sex == "P" else 0)
        nik = f"{self.region}01{day:02}{birth.month:02}{birth.year % 100:02}{9000 + n // 30_000:04}"
        name = " ".join([FIRST[n % 11], MIDDLE[n // 11 % 7], LAST[n // 77 % 13]])
        return nik, name, sex, birth.isoformat()

    def person(self, n):
        nik, name, sex, birth = self.identity(n)
        recorded = datetime.date(2010, 1, 1) + datetime.timedelta(days=n // 3_000)
        kk = f"{self.region}01{recorded:%d%m%y}{9000 + n // 3 % 1_000:04}"
        self.rows["penduduk"].append([nik, kk, name, sex, birth, "KEPALA KELUARGA", self.village, "HIDUP"])


def tarakan():
    """60,554 subsidised = 12,009 city + 8,636 province + 39,909 centre; 96.24 % of 242,786 covered."""
    city = LargeCity("6571", "6571011001", "2020-09")
    groups = [("pbpu_pemda", "kota", 12_009), ("pbpu_pemda", "provinsi", 8_636), ("pbi_jk", "pusat", 39_909),
              ("ppu_bu", "pemberi_kerja", 173_103)]
    n = 0
    for segment, city.payer, count in groups:
        for _ in range(count):
            n += 1
            city.member(n, n, segment)
    for n in range(1, 242_787):
        city.person(n)
    return city


MAKERS = {"tomohon-2023": tomohon, "nunukan-2023": nunukan, "halmahera-barat-2020": halmahera, "tarakan-2020": tarakan}


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    for name in sys.argv[2:] or MAKERS:
        MAKERS[name]().write(folder / name)


main()
