"""What is due for a month by payer, and who should pay for whom, from DOMAIN 4, 5, 9 and 13.

Nothing here is taken from Semesta's law files or code: the tariffs are the tables
of DOMAIN 5, the minimum wages of Bontang those of the published collection.
"""

import collections
import datetime as dt
from fractions import Fraction

from city import DELIVERED, SEGMENTS

# From, contribution by the registering government, assistance by city or province, by the centre.
PEMDA = [
    (dt.date(2014, 1, 1), 19_225, 0, 0),
    (dt.date(2016, 1, 1), 23_000, 0, 0),
    (dt.date(2019, 8, 1), 23_000, 0, 19_000),
    (dt.date(2020, 1, 1), 42_000, 0, 0),
    (dt.date(2020, 7, 1), 25_500, 0, 16_500),
    (dt.date(2021, 1, 1), 35_000, 2_800, 4_200),
]
# From, class III: self, city, centre; class II, class I.
MANDIRI = [
    (dt.date(2014, 1, 1), (25_500, 0, 0), 42_500, 59_500),
    (dt.date(2016, 4, 1), (25_500, 0, 0), 51_000, 80_000),
    (dt.date(2020, 1, 1), (42_000, 0, 0), 110_000, 160_000),
    (dt.date(2020, 4, 1), (25_500, 0, 0), 51_000, 80_000),
    (dt.date(2020, 7, 1), (25_500, 0, 16_500), 100_000, 150_000),
    (dt.date(2021, 1, 1), (35_000, 2_800, 4_200), 100_000, 150_000),
]
CEILING = [(dt.date(2016, 4, 1), 8_000_000), (dt.date(2020, 1, 1), 12_000_000)]
MINIMUM = [(dt.date(2024, 1, 1), Fraction("3549307.67")), (dt.date(2025, 1, 1), Fraction("3780012.66"))]
QUALIFYING = ("diterima_pekerja", "perjanjian_bersama", "putusan_phi")
PBI_DECILE_MAX = 5


def on(table, day):
    """The row of a dated table in force on a day, if any."""
    rows = [row for row in table if row[0] <= day]
    return rows[-1][1:] if rows else None


def half_up(amount):
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def wage_shares(segment, wage, day):
    """Employer's and worker's share."""
    base = Fraction(wage)
    if minimum := on(MINIMUM, day):
        base = max(base, minimum[0])
    if ceiling := on(CEILING, day):
        base = min(base, Fraction(ceiling[0]))
    base = half_up(base)
    employer, worker = (3, 2) if segment == "ppu_pn" and day < dt.date(2019, 10, 1) else (4, 1)
    return half_up(Fraction(base * employer, 100)), half_up(Fraction(base * worker, 100))


def due(record, wage, day):
    """The rupiah of one person and month by payer; nothing where a wage is not known."""
    segment = record["segment"]
    own, local, centre = on(PEMDA, day)
    if segment == "pbi_jk":
        return {"pusat": own + local + centre}
    if segment == "pbpu_pemda":
        registrar = record["payer"] or "kota"
        return {registrar: own + local, "pusat": centre}
    if segment in ("pbpu", "bp"):
        third, second, first = on(MANDIRI, day)
        parts = {"1": (first, 0, 0), "2": (second, 0, 0), "3": third}[record["class"]]
        return dict(zip(("sendiri", "kota", "pusat"), parts))
    if wage is None:
        return {}
    return dict(zip(("pemberi_kerja", "pekerja"), wage_shares(segment, wage, day)))


def liability(oracle, month):
    """People and rupiah by payer for a month (its 1st); of months to come the people of the run's date."""
    counted_on = min(month, oracle.on)
    seen = oracle.at(month if month <= oracle.on else oracle.on)
    wages = {}
    first = counted_on.replace(day=1)
    last = (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)
    for person, wage, start, end, _ in oracle.city.workers:
        if wage and (start is None or start <= last) and (end is None or end >= first):
            wages[person["nik"]] = max(wage, wages.get(person["nik"], 0))
    sums = collections.defaultdict(lambda: [0, 0])
    for person in oracle.city.people:
        record = seen.counting.get(person["nik"])
        if record is None or not seen.active(record) or seen.state(person, counted_on) != "in":
            continue
        for payer, amount in due(record, wages.get(person["nik"]), month).items():
            if amount:
                sums[payer][0] += 1
                sums[payer][1] += amount
    return {payer: tuple(sum) for payer, sum in sums.items()}


def age(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Routes:
    """The first payer that applies to each resident without an active membership."""

    def __init__(self, oracle):
        self.oracle, self.on = oracle, oracle.on
        city = oracle.city
        self.residents = {p["nik"]: p for p in city.people if oracle.state(p, oracle.on) == "in"}
        self.cards = collections.defaultdict(list)
        for person in self.residents.values():
            if person["kk"]:
                self.cards[person["kk"]].append(person)
        self.deciles = {person["nik"]: decile for person, decile in city.deciles}
        self.programmes = {person["nik"]: payer for person, payer in city.programmes}
        self.dismissed = {}
        for person, day, proof in city.layoffs:
            if day <= self.on:
                self.dismissed[person["nik"]] = (day, proof)
        self.working = {person["nik"] for person, _, start, end, origin in city.workers
                        if self.works(person, start, end, origin)}

    def works(self, person, start, end, origin):
        """A row holds from its start to its end, and ends with a dismissal since its start;
        but the government's own list knows better than a dismissal before it."""
        dismissed = self.dismissed.get(person["nik"])
        left = dismissed is not None and (start is None or dismissed[0] >= start)
        left = left and not (origin == "kontrak" and dismissed[0] <= DELIVERED)
        return (start is None or start <= self.on) and (end is None or end >= self.on) and not left

    def membership(self, person):
        record = self.oracle.counting.get(person["nik"])
        return record if record and self.oracle.active(record) else None

    def all(self):
        return {nik: self.first(person) for nik, person in self.residents.items() if not self.membership(person)}

    def first(self, person):
        tests = [("newborn", self.newborn), ("employer", lambda p: p["nik"] in self.working),
                 ("worker_family", self.of_a_worker), ("phk_guarantee", self.in_guarantee),
                 ("pbi_jk", lambda p: self.deciles.get(p["nik"], 99) <= PBI_DECILE_MAX),
                 ("programme", lambda p: p["nik"] in self.programmes), ("mandiri", self.in_arrears)]
        return next((route for route, applies in tests if applies(person)), "pbpu_pemda")

    def newborn(self, person):
        """Open with a mother who is a member, or whom the card does not name for certain."""
        if not 0 <= (self.on - person["born"]).days <= 28:
            return False
        women = [p for p in self.cards[person["kk"]]
                 if p["sex"] == "P" and p["role"] in ("KEPALA KELUARGA", "ISTRI") and 12 <= age(p["born"], self.on) <= 55]
        return len(women) != 1 or self.membership(women[0]) is not None

    def of_a_worker(self, person):
        """Spouse or child under 21 without income of an active wage worker on the card."""
        parents = ("KEPALA KELUARGA", "SUAMI", "ISTRI")
        for other in self.cards[person["kk"]]:
            record = self.membership(other) if other is not person else None
            if record is None or not record["segment"].startswith("ppu") or other["role"] not in parents:
                continue
            if person["role"] in parents and (person["role"] == parents[0]) != (other["role"] == parents[0]):
                return True
            if person["role"] == "ANAK" and age(person["born"], self.on) < 21 and self.child_rank(person) <= 3:
                return True
        return False

    def child_rank(self, person):
        """Those covered with a worker fill the places first, then the eldest."""
        def place(child):
            record = self.membership(child)
            covered = record is not None and record["segment"].startswith("ppu")
            return (not covered, child["born"], child["nik"])

        def may_take_one(child):
            record = self.membership(child)
            return age(child["born"], self.on) < 21 and (record is None or record["segment"].startswith("ppu"))

        others = [c for c in self.cards[person["kk"]] if c is not person and c["role"] == "ANAK" and may_take_one(c)]
        return 1 + sum(place(child) < place(person) for child in others)

    def in_guarantee(self, person):
        """Up to the sixth month after the one of the dismissal."""
        if person["nik"] not in self.dismissed:
            return False
        day, proof = self.dismissed[person["nik"]]
        return proof in QUALIFYING and (self.on.year - day.year) * 12 + self.on.month - day.month <= 6

    def in_arrears(self, person):
        record = self.oracle.counting.get(person["nik"])
        return record is not None and record["segment"] == "pbpu" and record["arrears"] != "0"
