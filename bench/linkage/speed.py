"""Times Semesta and Splink on one city in turn, and gives the ratio of every round.

speed.py FOLDER --semesta target/release/semesta --splink PYTHON [--rounds 3] [--loose]

FOLDER holds left.csv and right.csv of gen_indo.py. PYTHON has Splink 5.0.0 installed. Each
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
    parser.add_argument("--loose", action="store_true")
    args = parser.parse_args()
    out = pathlib.Path(tempfile.mkdtemp()) / "links.csv"
    ours = [args.semesta, "link", "--left", args.folder / "left.csv", "--right", args.folder / "right.csv",
            "--out", out] + (["--spec", HERE / "specs" / "loose.yaml"] if args.loose else [])
    theirs = [args.splink, HERE / "splink_indo.py", args.folder, out] + (["loose"] if args.loose else [])
    show = lambda figures: "{:.2f} s wall, {:.1f} s CPU, {:,.0f} MB".format(*figures)
    ratios = []
    for round_number in range(1, args.rounds + 1):
        runs = sorted(run(ours) for _ in range(3))
        peer = run(theirs)
        ratios.append([peer[i] / runs[1][i] for i in range(3)])
        print(f"round {round_number}: Semesta {' · '.join(show(one) for one in runs)}; Splink {show(peer)}", flush=True)
        print("  Splink takes {:.1f} times the wall time, {:.1f} times the CPU time, {:.1f} times the memory".format(*ratios[-1]), flush=True)
    print("median of the rounds: {:.1f} wall, {:.1f} CPU, {:.1f} memory".format(
        *(statistics.median(ratio[i] for ratio in ratios) for i in range(3))))


if __name__ == "__main__":
    main()
