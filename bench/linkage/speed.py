"""Times Semesta and Splink on one city in turn, and gives the ratio of every round.

speed.py FOLDER --semesta target/release/semesta --splink PYTHON [--rounds 3] [--only same|all|loose]

FOLDER holds left.csv and right.csv of gen_indo.py. PYTHON has Splink 5.0.0 installed. Compared
are `same` (seven fields and eight keys, specs/comparable.yaml), `all` (Semesta without a spec;
Splink with every column and the keys that Semesta chooses) and, only when asked, `loose`. Each
round runs Semesta three times (their median counts) and Splink once; reading and writing are
included on both sides. A machine whose speed changes changes it for both.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def run(command):
    """Wall seconds, CPU seconds and highest memory in MB of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--semesta", type=pathlib.Path, required=True)
    parser.add_argument("--splink", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["same", "all", "loose"])
    args = parser.parse_args()
    out = pathlib.Path(tempfile.mkdtemp()) / "links.csv"
    ours = [args.semesta, "link", "--left", args.folder / "left.csv", "--right", args.folder / "right.csv",
            "--out", out]
    theirs = [args.splink, HERE / "splink_indo.py", args.folder, out]
    spec = lambda name: ["--spec", HERE / "specs" / f"{name}.yaml"]
    known = {
        "same": (ours + spec("comparable"), theirs),
        "all": (ours, theirs + ["all"]),
        "loose": (ours + spec("loose"), theirs + ["loose"]),
    }
    wanted = [args.only] if args.only else ["same", "all"]
    show = lambda figures: "{:.2f} s wall, {:.1f} s CPU, {:,.0f} MB".format(*figures)
    times = lambda ratio: "{:.1f} times the wall time, {:.1f} the CPU time, {:.1f} the memory".format(*ratio)
    ratios = {name: [] for name in wanted}
    for _ in range(args.rounds):
        for name in wanted:
            ours, theirs = known[name]
            runs = sorted(run(ours) for _ in range(3))
            peer = run(theirs)
            ratios[name].append([peer[i] / runs[1][i] for i in range(3)])
            print(f"{name}: Semesta {' · '.join(show(one) for one in runs)}; Splink {show(peer)}: "
                  f"{times(ratios[name][-1])}", flush=True)
    for name in wanted:
        middle = [statistics.median(ratio[i] for ratio in ratios[name]) for i in range(3)]
        print(f"{name}, median of the rounds: Splink takes {times(middle)}")


if __name__ == "__main__":
    main()
