#!/usr/bin/env python3
"""Measures whole processes: a headless command of Underpass against virt-install, in the same run.

The two run in turns, so that what else the machine does hits both; the ratio is that of the medians. Needs virt-install
(Debian: virtinst) and a built Underpass. Statuses: 0 measured and within the limits; 1 a limit is passed; 7 something
is missing.

    tests/bench/start.py                         profile check of a profile that it makes first
    tests/bench/start.py --command --version     another command line
    tests/bench/start.py --pairs 30 --limit 0.7 --memory 150
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VIRT_INSTALL = ["virt-install", "--connect", "test:///default", "--memory", "4096", "--vcpus", "4", "--disk", "none",
                "--import", "--osinfo", "detect=off,require=off", "--print-xml"]


def measure(command, directory):
    """Wall and CPU seconds, peak resident MiB and exit status of one process."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode, message


def profile_for_check(underpass, directory):
    """A profile for the ready simulated machine, made by the command itself."""
    made = subprocess.run([underpass, "profile", "new", "vm", "--host", "demo:workstation", "--out", directory],
                          capture_output=True, text=True)
    files = [f for f in os.listdir(directory) if f.endswith(".vm.yaml")]
    if made.returncode != 0 or not files:
        sys.stderr.write("bench: `profile new` made no profile (status %d): %s\n" % (made.returncode, made.stderr))
        sys.exit(7)
    return os.path.join(directory, files[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--limit", type=float, default=0.7, help="highest ratio of the wall times")
    parser.add_argument("--memory", type=float, default=150, help="highest peak of resident memory, MiB")
    parser.add_argument("--underpass", default=os.path.join(ROOT, "underpass"))
    parser.add_argument("--command", nargs=argparse.REMAINDER, help="command line instead of profile check")
    options = parser.parse_args()
    if not shutil.which("virt-install"):
        sys.stderr.write("bench: virt-install is missing; apt-get install virtinst\n")
        return 7
    with tempfile.TemporaryDirectory() as directory:
        if options.command:
            ours = [options.underpass] + options.command
        else:
            ours = [options.underpass, "profile", "check", profile_for_check(options.underpass, directory),
                    "--host", "demo:workstation"]
        contestants = {"underpass": ours, "virt-install": VIRT_INSTALL}
        results = {name: [] for name in contestants}
        for command in contestants.values():
            measure(command, directory)  # the first run warms the disk cache, and ours prepares its state
        for _ in range(options.pairs):
            for name, command in contestants.items():
                result = measure(command, directory)
                if result[3] not in (0, 1):
                    sys.stderr.write("bench: %s ended with %d: %s\n" % (name, result[3], result[4].decode()))
                    return 7
                results[name].append(result)
    print("%s\n%d pairs, load %.1f" % (" ".join(ours), options.pairs, os.getloadavg()[0]))
    median = {}
    for name, runs in results.items():
        wall, cpu, memory = (statistics.median(run[i] for run in runs) for i in range(3))
        median[name] = wall
        print("%-13s wall %.3f s (%.3f to %.3f)  CPU %.3f s  peak %.0f MiB" %
              (name, wall, min(r[0] for r in runs), max(r[0] for r in runs), cpu, memory))
    ratio = median["underpass"] / median["virt-install"]
    peak = max(run[2] for run in results["underpass"])
    print("ratio %.2f (limit %.2f), peak %.0f MiB (limit %.0f)" % (ratio, options.limit, peak, options.memory))
    return 0 if ratio <= options.limit and peak <= options.memory else 1


if __name__ == "__main__":
    sys.exit(main())
