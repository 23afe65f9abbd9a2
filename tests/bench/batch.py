#!/usr/bin/env python3
"""Measures batches in a warm process: 1,000 different profiles checked and built for kvm against one machine, and one
check of a profile of 500 lines as the editor makes it after a keystroke.

The real installation runs in one process, as in the tests. The rate is the median of the rounds after the first, the
heap what is left after a collection; beside the rate stands what the processors alone would allow, since other work on
the machine takes from the wall clock. Needs a JDK and a built Underpass. Statuses: 0 measured and within the limits;
1 a limit is passed; 7 something is missing.

    tests/bench/batch.py
    tests/bench/batch.py --profiles 1000 --rounds 8 --rate 1000 --check 30
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TESTKIT = "tests/org.underpass.testkit/src/main/java/org/underpass/testkit/Command.java"


def java(tool):
    home = os.environ.get("JAVA_HOME")
    found = os.path.join(home, "bin", tool) if home else shutil.which(tool)
    if not found or not os.path.exists(found):
        print("batch.py: no " + tool + ": set JAVA_HOME to a JDK 21 or later", file=sys.stderr)
        sys.exit(7)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--profiles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1000, help="least profiles a second, median")
    parser.add_argument("--check", type=float, default=30, help="most milliseconds of a check, 99th percentile")
    parser.add_argument("--growth", type=float, default=8, help="most MiB that the heap grows after the first round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="underpass-bench-") as folder:
        classes = os.path.join(folder, "classes")
        made = subprocess.run([java("javac"), "-nowarn", "-d", classes, os.path.join(ROOT, TESTKIT),
                               os.path.join(ROOT, "tests", "bench", "batch", "BatchBench.java")])
        if made.returncode != 0:
            sys.exit(7)
        profiles = os.path.join(folder, "profiles")
        os.mkdir(profiles)
        ran = subprocess.run([java("java"), "-cp", classes, "BatchBench", profiles, str(options.profiles),
                              str(options.rounds)], cwd=ROOT, capture_output=True, text=True)
        if ran.returncode != 0:
            sys.stderr.write(ran.stderr)
            sys.exit(7)
    lines = [line.split() for line in ran.stdout.splitlines()]
    rounds = [[float(x) for x in line[1:]] for line in lines if line[0] == "batch"]
    check = [[float(x) for x in line[1:]] for line in lines if line[0] == "check"][0]
    warm = rounds[1:]
    rate = statistics.median(options.profiles / r[0] for r in warm)
    cpu = statistics.median(r[1] / options.profiles * 1000 for r in warm)
    cores = os.cpu_count()
    growth = (warm[-1][2] - warm[0][2]) / 2**20
    print("batch: %.0f profiles/s (first round %.0f/s); %.2f ms of CPU each, so at most %.0f/s on %d cores; heap "
          "%.1f MiB after a collection, growth %.1f MiB" % (rate, options.profiles / rounds[0][0], cpu,
                                                            cores * 1000 / cpu, cores, warm[-1][2] / 2**20, growth))
    print("check of 500 lines: median %.1f ms, 99th percentile %.1f ms" % tuple(check))
    passed = rate >= options.rate and check[1] <= options.check and growth <= options.growth
    print("within the limits" if passed else "a limit is passed")
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
