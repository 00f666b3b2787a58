"""Compares a run of Semesta with an independent computation of the same rules.

compare.py --semesta target/release/semesta [--seeds 1,2,3]

The rules are computed a second time here, from the invented people and not from
the files: standing of every roll record, the three indicators official and
verified, coverage by village, the finding and disputed rupiah of every billed
card, what is due by payer for past months and months to come, and the first
payer for everybody without an active membership. Any difference is printed and
ends the script with 1.
"""

import argparse
import collections
import csv
import datetime as dt
import pathlib
import subprocess
import sys
import tempfile

from city import DELIVERED, REGION, SEGMENTS, City
from money import Routes, liability

ROOT = pathlib.Path(__file__).resolve().parents[2]
BILLED = dt.date(2024, 9, 1)
ORDER = {"out": 0, "in": 1, "death": 2}


def state(person, on):
    """Where a person is at the end of a day."""
    where = person["base"]
    for day, kind in sorted(person["events"], key=lambda event: (event[0], ORDER[event[1]])):
        if day > on:
            break
        if kind == "death":
            return "deceased"
        where = "in" if kind == "in" else "moved_out"
    return where


class Oracle:
    state = staticmethod(state)

    def __init__(self, city, on):
        self.city, self.on = city, on
        self.first = on.replace(day=1)
        self.of_person = collections.defaultdict(list)
        for record in city.roll:
            if isinstance(record["who"], dict):
                self.of_person[record["who"]["nik"]].append(record)
        self.counting = {nik: min(records, key=self.rank) for nik, records in self.of_person.items()}

    def at(self, on):
        """The same city seen on another day."""
        return Oracle(self.city, on)

    def active(self, record):
        """The roll delivered for the month decides; else the dates do."""
        if (self.on.year, self.on.month) == (DELIVERED.year, DELIVERED.month):
            return record["status"] == "AKTIF"
        begun = record["tmt"] is None or record["tmt"] <= self.first
        if record["status"] == "AKTIF":
            return begun and (record["tat"] is None or record["tat"] >= self.first)
        return begun and record["tat"] is not None and record["tat"] >= self.first

    def rank(self, record):
        tmt = record["tmt"].toordinal() if record["tmt"] else 0
        return (not self.active(record), SEGMENTS.index(record["segment"]), -tmt, record["card"])

    def standing(self, record):
        who = record["who"]
        if isinstance(who, str):
            return who
        where = state(who, self.on)
        if where == "elsewhere":
            return "non_resident"
        if where != "in":
            return where
        return "resident" if self.counting[who["nik"]] is record else "duplicate"

    def indicators(self):
        roll = self.city.roll
        active = sum(map(self.active, roll))
        population = len({p["nik"] for p in self.city.people if p["official"]})
        residents = [p for p in self.city.people if state(p, self.on) == "in"]
        registered = [p for p in residents if p["nik"] in self.counting]
        covered = sum(self.active(self.counting[p["nik"]]) for p in registered)
        return {
            ("official", "coverage"): (len(roll), population),
            ("official", "active_of_population"): (active, population),
            ("official", "active_of_registered"): (active, len(roll)),
            ("verified", "coverage"): (len(registered), len(residents)),
            ("verified", "active_of_population"): (covered, len(residents)),
            ("verified", "active_of_registered"): (covered, len(registered)),
        }

    def coverage_by_village(self):
        counts = collections.Counter()

        def area(code):
            return code if code.startswith(REGION) else "tanpa wilayah"

        for record in self.city.roll:
            counts["official", area(record["address"])] += 1
        for person in self.city.people:
            if state(person, self.on) == "in" and person["nik"] in self.counting:
                counts["verified", area(person["village"])] += 1
        return counts

    def bill(self):
        """Finding and disputed rupiah of each billed card."""
        net, record_of = collections.defaultdict(lambda: [0, 0, 0]), {}
        for record, amounts in self.city.bill:
            record_of[record["card"]] = record
            net[record["card"]] = [a + b for a, b in zip(net[record["card"]], amounts)]
        cards = collections.defaultdict(list)
        for card, amounts in net.items():
            if any(amounts) and isinstance(record_of[card]["who"], dict):
                cards[record_of[card]["who"]["nik"]].append(card)
        findings = {}
        for card, amounts in net.items():
            if not any(amounts):
                findings[card] = ("ok", 0)
                continue
            finding = self.finding(record_of[card], amounts, cards)
            share = amounts[0] + amounts[1]
            disputed = {"ok": 0, "wrong_amount": share - 37_800}.get(finding, share)
            findings[card] = (finding, disputed)
        return findings

    def finding(self, record, amounts, cards):
        who = record["who"]
        if isinstance(who, str):
            return who
        where = state(who, BILLED - dt.timedelta(1))
        if where in ("deceased", "moved_out"):
            return where
        if self.standing(record) == "non_resident":
            return "non_resident"
        billed, counting = cards[who["nik"]], self.counting[who["nik"]]["card"]
        if record["card"] != (counting if counting in billed else min(billed)):
            return "duplicate"
        active = [SEGMENTS.index(r["segment"]) for r in self.of_person[who["nik"]] if self.active(r)]
        if any(rank < SEGMENTS.index("pbpu_pemda") for rank in active):
            return "other_payer"
        if not self.active(record):
            return "inactive"
        for person, day, proof in self.city.layoffs:
            months = (BILLED.year - day.year) * 12 + BILLED.month - day.month
            if person is who and proof in ("diterima_pekerja", "putusan_phi") and 1 <= months <= 6:
                return "phk_guarantee"
        approved = any(person is who and (end is None or end >= BILLED)
                       for person, _, end in self.city.approvals)
        if not approved:
            return "not_enrolled"
        return "ok" if amounts == [35_000, 2_800, 4_200] else "wrong_amount"


class Run:
    """What Semesta says."""

    def __init__(self, semesta, data, on):
        self.semesta, self.data = semesta, data
        self.call("run", "--region", "64.74", "--as-of", str(on))

    def call(self, *arguments):
        done = subprocess.run([self.semesta, *arguments, "--data", self.data], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
        return done.stdout

    def rows(self, *arguments):
        return list(csv.DictReader(self.call(*arguments, "--format", "csv").splitlines()))


def differences(oracle, run, with_bill):
    said = {row["card_number"]: row["standing"] for row in run.rows("export", "members")}
    for record in oracle.city.roll:
        if said[record["card"]] != (standing := oracle.standing(record)):
            yield f"card {record['card']}: {said[record['card']]}, not {standing}"
    expected = oracle.indicators()
    for row in run.rows("report", "uhc"):
        ratio = (int(row["numerator"]), int(row["denominator"]))
        if ratio != (right := expected[row["basis"], row["indicator"]]):
            yield f"{row['basis']} {row['indicator']}: {ratio}, not {right}"
    villages = oracle.coverage_by_village()
    for row in run.rows("report", "uhc", "--by", "village"):
        if (row["level"], row["indicator"], row["segment"]) == ("village", "coverage", "all"):
            if int(row["numerator"]) != (right := villages[row["basis"], row["area"]]):
                yield f"{row['basis']} {row['area']}: {row['numerator']}, not {right}"
    if with_bill:
        lines = collections.defaultdict(list)
        for row in run.rows("export", "bill_lines"):
            lines[row["card_number"]].append(row)
        for card, (finding, disputed) in oracle.bill().items():
            found = {row["finding"] for row in lines[card]}
            rupiah = sum(int(row["disputed"]) for row in lines[card])
            if finding not in found or rupiah != disputed:
                yield f"bill of card {card}: {sorted(found)} {rupiah}, not {finding} {disputed}"


# One month of every tariff, with and without a roll, past and to come.
MONTHS = ["2014-01", "2015-12", "2016-02", "2016-04", "2019-09", "2019-10", "2020-02", "2020-05", "2020-08", "2021-01",
          "2023-07", "2024-01", "2024-08", "2024-09", "2024-10", "2024-11", "2025-06"]


def money_differences(oracle, run):
    routes = {row["nik"]: row["route"] for row in run.rows("export", "residents") if row["active"] == "false"}
    expected = Routes(oracle).all()
    for nik in sorted(routes.keys() | expected.keys()):
        if routes.get(nik) != expected.get(nik):
            yield f"route of {nik}: {routes.get(nik)}, not {expected.get(nik)}"
    for text in MONTHS:
        month = dt.date.fromisoformat(f"{text}-01")
        rows = run.rows("report", "liability", "--by", "payer", "--month", text)
        said = {row["payer"]: (int(row["people"]), int(row["amount"])) for row in rows if row["payer"]}
        if said != (right := liability(oracle, month)):
            yield f"due in {text}: {said}, not {right}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--semesta", required=True)
    parser.add_argument("--seeds", default="1,2,3")
    arguments = parser.parse_args()
    with open(ROOT / "reference" / "wilayah.csv", encoding="utf-8") as file:
        codes = [row[0].replace(".", "") for row in csv.reader(file)]
    villages = [code for code in codes if code.startswith(REGION) and len(code) == 10]
    failed = False
    for seed in map(int, arguments.seeds.split(",")):
        city = City(seed, villages)
        with tempfile.TemporaryDirectory() as folder:
            city.deliver(f"{folder}/delivery")
            done = subprocess.run(
                [arguments.semesta, "import", "--data", f"{folder}/data", "--delivery", f"{folder}/delivery",
                 "--as-of", str(DELIVERED)], capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(done.stderr)
            for on in (DELIVERED, dt.date(2024, 10, 31)):
                run = Run(arguments.semesta, f"{folder}/data", on)
                oracle = Oracle(city, on)
                wrong = [*differences(oracle, run, on == DELIVERED), *money_differences(oracle, run)]
                print(f"seed {seed}, {on}: {len(city.roll)} records, {len(city.bill)} billed lines, "
                      f"{len(wrong)} differences")
                for line in wrong[:20]:
                    print(f"  {line}")
                failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
