"""An invented city with every case of the standing rules, independent of `semesta synth`.

People are dictionaries; a roll record's `who` is its person, or the standing it
must get because nobody fits. Names come from two alphabets, so that two names
either are the same or clearly disagree: what lies between is linkage's to weigh
and is not judged here.
"""

import collections
import csv
import datetime as dt
import os
import random

SEGMENTS = ["ppu_pn", "ppu_bu", "bp", "pbpu", "pbi_jk", "pbpu_pemda"]
WORDS = dict(zip(SEGMENTS, ["PPU PN", "PPU BU", "BP", "PBPU", "PBI APBN", "PBPU Pemda"]))
REGION, ELSEWHERE = "6474", "7371011001"
DELIVERED = dt.date(2024, 9, 30)
YEAR = (dt.date(2024, 1, 1), dt.date(2024, 12, 1))
BIRTHS = (dt.date(2024, 8, 15), dt.date(2024, 9, 30))


class City:
    def __init__(self, seed, villages, n_people=2000):
        self.random = random.Random(seed)
        self.villages = villages
        self.serials = collections.Counter()
        self.names = set()
        self.card = 1_000_000_000
        self.people, self.register, self.deaths, self.moves, self.roll = [], [], [], [], []
        for at in range(n_people):
            self.add_registered(at)
        for _ in range(30):
            self.add_known_from_event_only()
        for _ in range(60):
            self.add_newborn()
        for person in self.people:
            self.add_records(person)
        for _ in range(60):
            self.add_nobodys_record()
        self.random.shuffle(self.roll)
        self.random.shuffle(self.register)
        self.approvals, self.layoffs = self.lists()
        self.workers, self.deciles, self.programmes = self.work(), self.poverty(), self.programme()
        self.bill = self.bill_lines()

    def chance(self, share):
        return self.random.random() < share

    def day(self, first, last):
        return first + dt.timedelta(self.random.randrange((last - first).days + 1))

    def name(self, consonants, vowels):
        while True:
            words = [
                "".join(self.random.choice(consonants) + self.random.choice(vowels) for _ in range(4))
                for _ in range(2)
            ]
            if (name := " ".join(words)) not in self.names:
                self.names.add(name)
                return name

    def own_name(self):
        return self.name("BDGKLMNPRST", "AIOU")

    def others_name(self):
        return self.name("WVFH", "E")

    def person(self, region, village, born=None):
        born = born or self.day(dt.date(1940, 1, 1), dt.date(2022, 1, 1))
        sex = self.random.choice("LP")
        day = born.day + (40 if sex == "P" else 0)
        stem = f"{region}{day:02d}{born.month:02d}{born.year % 100:02d}"
        self.serials[stem] += 1
        nik = f"{stem}{9000 + self.serials[stem]:04d}"
        return {"nik": nik, "name": self.own_name(), "sex": sex, "born": born, "village": village,
                "kk": "", "role": "", "base": "in", "events": [], "official": False}

    def add_registered(self, at):
        region = "647401" if self.chance(0.8) else "730101"
        person = self.person(region, self.random.choice(self.villages))
        person["kk"] = f"6474010101{109000 + at // 3:06d}"
        spouse = {"L": "SUAMI", "P": "ISTRI"}[person["sex"]]
        person["role"] = ["KEPALA KELUARGA", spouse, self.random.choice(["ANAK", "ANAK", "FAMILI LAIN", ""])][at % 3]
        status, since, kind = "HIDUP", None, self.random.random()
        if kind < 0.06:
            status = "MENINGGAL" if kind < 0.03 else "PINDAH"
            since = self.random.choice([None, self.day(*YEAR)])
            person["events"].append((since or dt.date.min, "death" if kind < 0.03 else "out"))
        elif kind < 0.08:
            person["village"], person["base"] = ELSEWHERE, "elsewhere"
        person["official"] = status == "HIDUP" and person["base"] == "in"
        self.register.append((person, status, since))
        if status == "HIDUP" and self.chance(0.02):
            self.register.append((person, "MENINGGAL", dt.date(2020, 1, 1)))
        if self.chance(0.02):
            self.add_event(person, "death")
        for _ in range(self.random.choice([1, 1, 2]) if self.chance(0.03) else 0):
            self.add_event(person, self.random.choice(["in", "out"]))
        self.people.append(person)

    def add_event(self, person, kind):
        day = self.day(*YEAR)
        if any(day == other for other, _ in person["events"]):
            return
        person["events"].append((day, kind))
        if kind == "death":
            self.deaths.append((person, day))
        else:
            self.moves.append((person, day, "MASUK" if kind == "in" else "KELUAR"))

    def add_newborn(self):
        parent = self.random.choice(self.people[:2000])
        baby = self.person("647401", parent["village"], self.day(*BIRTHS))
        baby |= {"kk": parent["kk"], "role": "ANAK", "base": parent["base"], "official": parent["base"] == "in"}
        self.register.append((baby, "HIDUP", None))
        self.people.append(baby)

    def add_known_from_event_only(self):
        person = self.person("737101", "")
        kind = self.random.choice(["in", "out", "death"])
        person["base"] = "elsewhere" if kind == "in" else "in"
        self.add_event(person, kind)
        self.people.append(person)

    def add_record(self, person, who, **given):
        self.card += self.random.randrange(1, 9)
        segment = self.random.choice(SEGMENTS)
        address = person["village"]
        if self.chance(0.2):
            address = self.random.choice([address, "", ELSEWHERE])
        record = {
            "card": f"{self.card:013d}", "nik": person["nik"], "name": person["name"],
            "sex": person["sex"], "born": person["born"], "kk": person["kk"], "segment": segment,
            "class": self.random.choice("123") if segment in ("pbpu", "bp") else "3",
            "payer": self.random.choice(["", "", "kota", "provinsi"]) if segment == "pbpu_pemda" else "",
            "arrears": self.random.choice(["", "0", "3", "4", "24", "25"]) if segment == "pbpu" else "",
            "status": self.random.choice(["AKTIF", "AKTIF", "AKTIF", "NONAKTIF"]),
            "tmt": self.random.choice([None, self.day(dt.date(2015, 1, 1), dt.date(2024, 11, 1))]),
            "tat": self.random.choice([None, None, self.day(*YEAR)]),
            "address": address, "who": who,
        }
        self.roll.append(record | given)

    def add_records(self, person):
        if self.chance(0.1 if person["born"] >= BIRTHS[0] else 0.9):
            for _ in range(self.random.choice([1, 1, 1, 1, 1, 2, 2, 3])):
                self.add_record(person, person)
        if self.chance(0.02):
            self.add_record(person, person, name=self.others_name())
        if self.chance(0.02):
            born = self.unlike(person["born"])
            self.add_record(person, "different_person", name=self.others_name(), born=born, kk="")

    def unlike(self, born):
        while True:
            other = self.day(dt.date(1940, 1, 1), dt.date(2022, 1, 1))
            apart = abs(other.year - born.year) > 11
            if apart and not {other.day, other.month} & {born.day, born.month}:
                return other

    def add_nobodys_record(self):
        person = self.person(self.random.choice(["317401", "647401"]), self.random.choice(self.villages))
        address = self.random.choice([person["village"], "", ELSEWHERE])
        nik = "" if self.chance(0.3) else person["nik"]
        outside = address == ELSEWHERE or (not address and nik[:4] not in ("", REGION))
        standing = "non_resident" if outside else "not_found"
        self.add_record(person, standing, nik=nik, address=address, name=self.others_name())

    def lists(self):
        approvals = []
        for person in self.people:
            end = self.random.choice([None] * 8 + [dt.date(2024, 8, 31), dt.date(2024, 9, 1)])
            if self.chance(0.85):
                approvals.append((person, dt.date(2023, 1, 1), end))
        proofs = ["diterima_pekerja", "mengundurkan_diri", "putusan_phi", "habis_kontrak"]
        registered = [person for person, _, _ in self.register]
        layoffs = [
            (person, self.day(dt.date(2024, 1, 1), dt.date(2024, 9, 20)), self.random.choice(proofs))
            for person in {p["nik"]: p for p in self.random.sample(registered, 80)}.values()
        ]
        return approvals, layoffs

    def work(self):
        """Rows of the lists of workers: who, wage, from, to, which list."""
        rows = []
        for person in self.random.sample([person for person, _, _ in self.register], 700):
            wage = self.random.choice([None, 2_500_000, 3_549_308, 4_111_111, 7_000_037, 9_999_990, 20_000_000])
            start = self.random.choice([None, self.day(dt.date(2013, 6, 1), dt.date(2024, 11, 1))])
            end = self.random.choice([None, None, self.day(dt.date(2024, 1, 1), dt.date(2024, 12, 1))])
            rows.append((person, wage, start, end, self.random.choice(["bpjstk", "wlkp", "kontrak"])))
        return rows

    def poverty(self):
        registered = {person["nik"]: person for person, _, _ in self.register}
        return [(person, self.random.randrange(1, 11)) for person in registered.values() if self.chance(0.4)]

    def programme(self):
        registered = {person["nik"]: person for person, _, _ in self.register}
        listed = self.random.sample(list(registered.values()), 120)
        return [(person, self.random.choice(["kota", "provinsi", "pusat", "PT-KERTAS"])) for person in listed]

    def bill_lines(self):
        lines = []
        for record in self.roll:
            if record["segment"] != "pbpu_pemda" and not self.chance(0.01):
                continue
            amounts = [35_000, 2_800, 4_200]
            if self.chance(0.03):
                amounts[0] = self.random.choice([25_500, 42_000])
            lines.append((record, amounts))
            if self.chance(0.03):
                lines.append((record, [-amount for amount in amounts]))
        self.random.shuffle(lines)
        return lines

    def deliver(self, folder):
        """Writes the files, with headers and forms that an office may choose."""
        os.makedirs(folder)

        def write(source, header, rows):
            with open(f"{folder}/{source}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, delimiter=";")
                writer.writerows([header, *rows])

        def day(date):
            return "" if date is None else date.strftime("%d-%m-%Y")

        write("penduduk",
              ["NAMA LENGKAP", "N I K", "No. KK", "Jenis Kelamin", "Tgl. Lahir", "SHDK", "Kode Wilayah", "Status",
               "Tanggal Status"],
              [[p["name"], p["nik"], p["kk"], p["sex"], day(p["born"]), p["role"], p["village"], status, day(since)]
               for p, status, since in self.register])
        write("peserta",
              ["Nomor Kartu", "NIK", "Nama", "JK", "Tanggal Lahir", "Segmen", "Kelas", "Status", "TMT", "TAT", "Kode Wilayah",
               "No KK", "penanggung", "bulan_tunggakan"],
              [[r["card"], r["nik"], r["name"], r["sex"], day(r["born"]), WORDS[r["segment"]], r["class"],
                r["status"], day(r["tmt"]), day(r["tat"]), r["address"], r["kk"], r["payer"], r["arrears"]]
               for r in self.roll])
        write("kematian", ["nik", "nama", "tanggal"],
              [[p["nik"], p["name"], day(date)] for p, date in self.deaths])
        write("pindah", ["nik", "nama", "tanggal", "arah"],
              [[p["nik"], p["name"], day(date), way] for p, date, way in self.moves])
        write("daftar_pemda", ["nik", "nama", "tanggal_mulai", "tanggal_selesai", "penanggung"],
              [[p["nik"], p["name"], day(start), day(end), "kota"] for p, start, end in self.approvals])
        write("phk", ["nik", "nama", "badan_usaha", "tanggal", "jenis_bukti"],
              [[p["nik"], p["name"], "PT CONTOH", day(date), proof] for p, date, proof in self.layoffs])
        write("pekerja", ["nik", "nama", "badan_usaha", "mulai", "selesai", "upah", "asal"],
              [[p["nik"], p["name"], "PT CONTOH", day(start), day(end), wage or "", origin]
               for p, wage, start, end, origin in self.workers])
        write("dtsen", ["nik", "no_kk", "desil"], [[p["nik"], p["kk"], decile] for p, decile in self.deciles])
        write("program", ["nik", "nama", "program", "penanggung"],
              [[p["nik"], p["name"], "nelayan", payer] for p, payer in self.programmes])
        write("tagihan", ["bulan", "no_kartu", "nik", "nama", "iuran_kota", "bantuan_kota", "bantuan_pusat"],
              [["2024-09", r["card"], r["nik"], r["name"], *amounts] for r, amounts in self.bill])
