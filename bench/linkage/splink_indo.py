#!/usr/bin/env python3
"""Runs Splink on an `indo` folder with comparable fields and keys.

usage: splink_indo.py FOLDER OUT.csv [loose|all]      (pip install splink==5.0.0)
By itself with the fields and keys of specs/comparable.yaml. With `loose` the rules are those of
specs/loose.yaml: tens of millions of pairs. With `all` every column is compared, and the keys
are those that Semesta chooses by itself for this city (the rarest word is the first here).
Writes id_l,id_r,probability for the scorer; time it with /usr/bin/time -v.
"""
import sys
import time

import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

folder, out = sys.argv[1], sys.argv[2]
loose, every = "loose" in sys.argv[3:], "all" in sys.argv[3:]
start = time.time()
db = DuckDBAPI()
con = db._con
for side in ("left", "right"):
    con.execute(f"""
        create table {side}_side as
        select id as unique_id, nullif(nik, '') nik, upper(name) as name,
               split_part(upper(name), ' ', 1) first_word, nullif(dob, '') dob,
               substr(dob, 1, 4) birth_year, substr(upper(name), 1, 3) start3,
               nullif(sex, '') sex, upper(nullif(birth_place, '')) birth_place,
               upper(nullif(mother, '')) mother, upper(nullif(kelurahan, '')) kelurahan,
               nullif(no_kk, '') no_kk, nullif(rt_rw, '') rt_rw, nullif(phone, '') phone,
               substr(dob, 1, 7) birth_month, split_part(rt_rw, '/', 1) rt
        from read_csv('{folder}/{side}.csv', all_varchar = true)""")
tight_rules = [
    block_on("nik"), block_on("name", "dob"), block_on("dob", "first_word"),
    block_on("dob", "mother"), block_on("dob", "kelurahan"),
    block_on("name", "kelurahan", "birth_year"), block_on("name", "mother"),
    block_on("dob", "sex", "birth_place", "start3"),
]
all_rules = [
    block_on("phone"), block_on("name", "mother"), block_on("dob", "mother"),
    block_on("first_word", "birth_month", "rt"), block_on("nik", "sex"), block_on("nik"),
    block_on("dob", "sex", "rt_rw"), block_on("name", "dob"),
    block_on("first_word", "birth_year", "kelurahan"), block_on("no_kk", "sex"),
    block_on("name", "kelurahan"), block_on("dob", "first_word"), block_on("dob", "kelurahan"),
]
loose_rules = [block_on("nik"), block_on("dob"), block_on("name", "kelurahan")]
settings = SettingsCreator(
    link_type="link_only",
    comparisons=[
        cl.ExactMatch("nik"),
        cl.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("dob", [1, 2]),
        cl.ExactMatch("sex"),
        cl.JaroWinklerAtThresholds("birth_place", [0.9]),
        cl.JaroWinklerAtThresholds("mother", [0.92, 0.8]),
        cl.JaroWinklerAtThresholds("kelurahan", [0.9]),
    ] + ([
        cl.ExactMatch("no_kk"),
        cl.ExactMatch("rt_rw"),
        cl.LevenshteinAtThresholds("phone", [1]),
    ] if every else []),
    blocking_rules_to_generate_predictions=loose_rules if loose else all_rules if every else tight_rules,
)
sources = [db.register("left_side"), db.register("right_side")]
linker = Linker(sources, settings)
linker.training.estimate_probability_two_random_records_match([block_on("nik")], recall=0.7)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "dob"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("nik"))
pairs = linker.inference.predict(threshold_match_probability=0.01)
name = pairs.physical_name
con.execute(f"""copy (select unique_id_l id_l, unique_id_r id_r, match_probability probability
                from {name}) to '{out}' (header)""")
print(f"{time.time() - start:.1f} s", file=sys.stderr)
