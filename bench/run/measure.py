"""Measures import and run of Semesta, and the same exact-NIK join by DuckDB and pandas.

Everything of one size runs in one session, one after the other, `--repeat`
times; the table shows the best time of each and the highest memory.

measure.py --semesta target/release/semesta --join target/release/examples/bench_exact_join \
    --work DIR --residents 10000,100000,1000000,3000000 [--repeat 3] [--out results.json]
"""

import argparse
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SCENARIO, REGION, AS_OF = "tarakan-2024", "65.71", "2024-08-31"


def timed(command):
    """Runs a command; its output, wall and CPU seconds, and highest memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"exit code {code}: {' '.join(map(str, command))}")
    return output, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


class Best:
    """The best time and the highest memory of each thing measured."""

    def __init__(self):
        self.seconds, self.cpu, self.mib = {}, {}, {}

    def add(self, what, seconds, cpu, mib):
        self.cpu[what] = min(cpu, self.cpu.get(what, cpu))
        self.seconds[what] = min(seconds, self.seconds.get(what, seconds))
        self.mib[what] = max(mib, self.mib.get(what, mib))


def one_size(args, residents):
    folder = args.work / f"city-{residents}"
    data, delivery = args.work / f"data-{residents}", folder / "deliveries" / AS_OF[:7]
    best = Best()
    if not delivery.exists():
        synth = [args.semesta, "synth", "--scenario", SCENARIO, "--months", "1", "--clean"]
        _, *measured = timed([*synth, "--residents", str(residents), "--out", folder])
        best.add("synth", *measured)
    for _ in range(args.repeat):
        shutil.rmtree(data, ignore_errors=True)
        _, *measured = timed([args.semesta, "import", "--data", data, "--delivery", delivery])
        best.add("import", *measured)
        _, *measured = timed([args.semesta, "run", "--data", data, "--region", REGION, "--as-of", AS_OF])
        best.add("run", *measured)
        joins(args, data, delivery, best)
    n_bytes = sum(path.stat().st_size for path in delivery.iterdir())
    return {"residents": residents, "csv_mib": n_bytes / 2**20, "seconds": best.seconds,
            "cpu": best.cpu, "mib": best.mib}


def joins(args, data, delivery, best):
    """The join alone: from the snapshots and from the delivered files."""
    snapshot = lambda source: glob.glob(f"{data}/snapshots/{source}/*/*/rows.parquet")[0]
    parquet = [snapshot("penduduk"), snapshot("peserta")]
    csv = [delivery / "penduduk.csv", delivery / "peserta.csv"]
    python = [sys.executable, "-I"]
    commands = {
        "join semesta parquet": [args.join, data, AS_OF],
        "join duckdb parquet": [*python, HERE / "join_duckdb.py", *parquet],
        "join pandas parquet": [*python, HERE / "join_pandas.py", *parquet],
        "join duckdb csv": [*python, HERE / "join_duckdb.py", *csv],
        "join pandas csv": [*python, HERE / "join_pandas.py", *csv],
    }
    counts = {}
    for what, command in commands.items():
        out = args.work / (what.replace(" ", "-") + ".csv")
        # The program's own clock: an interpreter's start is not counted.
        printed, _, cpu, mib = timed([*map(str, command), str(out)])
        best.add(what, float(printed), cpu, mib)
        counts[what] = out.read_text().replace("\r", "")
    if len(set(counts.values())) != 1:
        sys.exit("the joins disagree: compare the files join-*.csv")


def table(results):
    head = ["residents", "CSV MiB", "import s", "run s", "import + run s", "CPU s", "CPU µs/resident", "MiB"]
    rows = []
    for result in results:
        s, mib = result["seconds"], result["mib"]
        both = s["import"] + s["run"]
        cpu = result["cpu"]["import"] + result["cpu"]["run"]
        rows.append([
            f"{result['residents']:,}", f"{result['csv_mib']:.0f}", f"{s['import']:.2f}", f"{s['run']:.2f}",
            f"{both:.2f}", f"{cpu:.2f}", f"{cpu / result['residents'] * 1e6:.1f}", f"{max(mib['import'], mib['run']):.0f}",
        ])
    return markdown(head, rows)


def ratios(results):
    head = ["residents", "join, snapshots: Semesta s", "DuckDB s", "pandas s", "DuckDB ÷ Semesta", "pandas ÷ Semesta",
            "from CSV: DuckDB join s", "pandas join s", "Semesta import + run s"]
    rows = []
    for result in results:
        s = result["seconds"]
        own, duck, pandas = (s[f"join {tool} parquet"] for tool in ("semesta", "duckdb", "pandas"))
        rows.append([
            f"{result['residents']:,}", f"{own:.3f}", f"{duck:.3f}", f"{pandas:.3f}", f"{duck / own:.1f}",
            f"{pandas / own:.1f}", f"{s['join duckdb csv']:.2f}", f"{s['join pandas csv']:.2f}",
            f"{s['import'] + s['run']:.2f}",
        ])
    return markdown(head, rows)


def markdown(head, rows):
    line = lambda cells: "| " + " | ".join(cells) + " |"
    return "\n".join([line(head), line(["---:"] * len(head)), *map(line, rows)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--semesta", type=pathlib.Path, required=True)
    parser.add_argument("--join", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--residents", default="10000,100000,1000000,3000000")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--out", type=pathlib.Path)
    args = parser.parse_args()
    args.semesta, args.join, args.work = (p.resolve() for p in (args.semesta, args.join, args.work))
    args.work.mkdir(parents=True, exist_ok=True)
    print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    results = []
    for residents in map(int, args.residents.split(",")):
        results.append(one_size(args, residents))
        print(f"{residents:,} done", file=sys.stderr)
    print(f"load average after: {os.getloadavg()[0]:.1f}\n")
    print(f"{table(results)}\n\n{ratios(results)}")
    if args.out:
        args.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
