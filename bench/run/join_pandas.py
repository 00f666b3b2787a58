"""The exact-NIK join and the counts by village, by pandas.

join_pandas.py REGISTER ROLL OUT.csv: both files CSV or both Parquet; prints the seconds.
"""

import sys
import time

import pandas as pd

register_path, roll_path, out = sys.argv[1:]
start = time.perf_counter()


def read(path, columns):
    if path.endswith(".parquet"):
        return pd.read_parquet(path, columns=columns)
    return pd.read_csv(path, usecols=columns, dtype=str)


register = read(register_path, ["nik", "kode_wilayah", "status"])
roll = read(roll_path, ["nik", "status"])
register = register[(register["status"] == "HIDUP") & register["nik"].notna() & register["kode_wilayah"].notna()]
residents = register.drop_duplicates("nik").rename(columns={"kode_wilayah": "village"})[["nik", "village"]]
roll = roll[roll["nik"].notna()]
members = roll.assign(active=roll["status"] == "AKTIF").groupby("nik", as_index=False)["active"].any()
joined = residents.merge(members, on="nik", how="left", indicator=True)
joined["registered"] = joined["_merge"] == "both"
joined["active"] = joined["active"].eq(True)
counts = joined.groupby("village").agg(
    residents=("nik", "size"), registered=("registered", "sum"), active=("active", "sum")
)
counts.astype(int).to_csv(out, lineterminator="\n")
print(f"{time.perf_counter() - start:.4f}")
