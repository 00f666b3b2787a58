"""The exact-NIK join and the counts by village, by DuckDB.

join_duckdb.py REGISTER ROLL OUT.csv: both files CSV or both Parquet; prints the seconds.
"""

import sys
import time

import duckdb

register, roll, out = sys.argv[1:]
start = time.perf_counter()


def table(path):
    if path.endswith(".parquet"):
        return f"read_parquet('{path}')"
    return f"read_csv('{path}', header=true, delim=',', quote='\"', escape='\"', all_varchar=true)"


duckdb.sql(
    f"""
    COPY (
        WITH residents AS (
            SELECT nik, min(kode_wilayah) AS village FROM {table(register)}
            WHERE status = 'HIDUP' AND kode_wilayah <> '' AND nik <> '' GROUP BY nik
        ),
        members AS (
            SELECT nik, bool_or(status = 'AKTIF') AS active FROM {table(roll)}
            WHERE nik <> '' GROUP BY nik
        )
        SELECT village, count(*) AS residents, count(members.nik) AS registered,
               count(*) FILTER (WHERE active) AS active
        FROM residents LEFT JOIN members USING (nik)
        GROUP BY village ORDER BY village
    ) TO '{out}' (HEADER, DELIMITER ',')
    """
)
print(f"{time.perf_counter() - start:.4f}")
