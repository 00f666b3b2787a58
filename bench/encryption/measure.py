"""Measures what encryption at rest costs: the same work on a plain and an encrypted folder.

Plain and encrypted take turns, `--repeat` times; the table shows the best of each. CPU
seconds tell the cost even where other work shares the machine.

measure.py --semesta target/release/semesta --examples target/release/examples \
    --work DIR --residents 1000000 [--repeat 3] [--only folder|desk] [--postgres postgres://…]
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.request

SCENARIO, REGION, AS_OF = "tarakan-2024", "65.71", "2024-08-31"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--semesta", type=pathlib.Path, required=True)
    parser.add_argument("--examples", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=["folder", "desk"])
    parser.add_argument("--postgres")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(args)
    bench.prepare()
    for _ in range(args.repeat):
        for sealed in (False, True):
            if args.only != "desk":
                bench.folder(sealed)
            if args.only != "folder":
                bench.desk(sealed)
    if args.only != "desk":
        bench.convert()
    print(bench.table())


class Bench:
    """The best of each thing measured, plain and encrypted."""

    def __init__(self, args):
        self.args, self.best, self.units = args, {}, {}
        self.delivery = args.work / "city" / "deliveries" / AS_OF[:7]
        self.key = args.work / "key"

    def prepare(self):
        if not self.delivery.exists():
            self.semesta(False, "synth", "--scenario", SCENARIO, "--months", "1", "--clean",
                         "--residents", str(self.args.residents), "--out", self.args.work / "city")
        if not self.key.exists():
            self.semesta(False, "data", "key", "--out", self.key)

    def environment(self, sealed):
        variables = {name: value for name, value in os.environ.items() if not name.startswith("SEMESTA_KEY")}
        return variables | ({"SEMESTA_KEY_FILE": str(self.key)} if sealed else {})

    def run(self, sealed, *command):
        """Runs a command; its output, wall and CPU seconds, and highest memory in MiB."""
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True, env=self.environment(sealed))
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"failed: {' '.join(map(str, command))}")
        return output, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def semesta(self, sealed, *arguments):
        return self.run(sealed, self.args.semesta, *arguments)

    def note(self, what, unit, sealed, value):
        better = max if unit == "/s" else min
        known = self.best.setdefault(what, {})
        name = "encrypted" if sealed else "plain"
        known[name] = better(value, known.get(name, value))
        self.units[what] = unit

    def folder(self, sealed):
        data = self.args.work / ("sealed" if sealed else "plain")
        shutil.rmtree(data, ignore_errors=True)
        if sealed:
            self.semesta(True, "data", "encrypt", "--data", data)
        at = ("--data", data)
        for what, arguments in {
            "import": ("import", *at, "--delivery", self.delivery),
            "run": ("run", *at, "--region", REGION, "--as-of", AS_OF),
            "verify": ("verify", *at),
            "report uhc": ("report", "uhc", *at, "--format", "json"),
            "export members, CSV": ("export", "members", *at, "--format", "csv", "--out", self.args.work / "out.csv"),
        }.items():
            (self.args.work / "out.csv").unlink(missing_ok=True)
            _, seconds, cpu, mib = self.semesta(sealed, *arguments)
            self.note(what, "s", sealed, seconds)
            self.note(f"{what}, CPU", "s", sealed, cpu)
            if what in ("import", "run"):
                self.note(f"{what}, memory", "MiB", sealed, mib)
        self.note("serve, until the first page shows the run", "s", sealed, self.serve(sealed, data))
        n_bytes = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        self.note("folder on disk", "MiB", sealed, n_bytes / 2**20)

    def serve(self, sealed, data):
        start = time.perf_counter()
        process = subprocess.Popen([str(self.args.semesta), "serve", "--data", str(data), "--listen", "127.0.0.1:18931"],
                                   env=self.environment(sealed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while time.perf_counter() - start < 120:
                try:
                    with urllib.request.urlopen("http://127.0.0.1:18931/publik.json", timeout=5) as answer:
                        # It names the run once one is loaded.
                        if '"run"' in answer.read().decode():
                            return time.perf_counter() - start
                except OSError:
                    pass
                time.sleep(0.01)
            sys.exit("the server showed no run")
        finally:
            process.terminate()
            process.wait()

    def desk(self, sealed):
        for store, url in (("SQLite", ""), ("PostgreSQL", self.args.postgres)):
            if url is None:
                continue
            for example in ("bench_desk_acts", "bench_desk_approval"):
                data = self.args.work / "desk"
                shutil.rmtree(data, ignore_errors=True)
                if sealed:
                    self.semesta(True, "data", "encrypt", "--data", data)
                output, _, cpu, _ = self.run(sealed, self.args.examples / example, data, self.database(url))
                if example == "bench_desk_approval":
                    self.note(f"100,000 drafted, checked, approved: CPU, {store}", "s", sealed, cpu)
                for n, rate in re.findall(r"(\d+) at once: (\d+)", output):
                    self.note(f"changes, {n} at once, {store}", "/s", sealed, int(rate))
                for what, number, unit in re.findall(r"(drafted|checked|approved) \d+ in ([\d.]+)(ms|s)", output):
                    self.note(f"100,000 {what} in one act, {store}", "s", sealed,
                              float(number) / (1000 if unit == "ms" else 1))

    def database(self, url):
        if not url:
            return ""
        base, _, _ = url.rpartition("/")
        name = f"bench{time.time_ns()}"
        subprocess.run(["psql", "-q", url, "-c", f"CREATE DATABASE {name}"], check=True)
        return f"{base}/{name}"

    def convert(self):
        """What turning it on, over and off takes."""
        data, other = self.args.work / "plain", self.args.work / "other-key"
        other.unlink(missing_ok=True)
        self.semesta(False, "data", "key", "--out", other)
        for what, arguments in {
            "data encrypt": ("encrypt",),
            "data rekey": ("rekey", "--new-key-file", other),
        }.items():
            _, seconds, cpu, mib = self.semesta(True, "data", *arguments, "--data", data)
            self.note(what, "s", True, seconds)
            self.note(f"{what}, CPU", "s", True, cpu)
            self.note(f"{what}, memory", "MiB", True, mib)

    def table(self):
        lines = ["| | plain | encrypted | |", "|---|---:|---:|---:|"]
        for what, values in self.best.items():
            plain, sealed = values.get("plain"), values.get("encrypted")
            show = lambda value: "" if value is None else f"{value:.2f} s" if self.units[what] == "s" else f"{value:,.0f} {self.units[what]}"
            change = f"{(sealed / plain - 1) * 100:+.0f} %" if plain and sealed else ""
            lines.append(f"| {what} | {show(plain)} | {show(sealed)} | {change} |")
        return "\n".join(lines)


if __name__ == "__main__":
    main()
