#!/usr/bin/env python3
"""Measures walks: all mappings of 64 GiB in pages of 4 KiB, from a mapped file, against a C program of the same walk.

Both processes are warm and walk in turns, so that what else the machine does hits both; the ratio is the median of the
pairs'. Both must find the same ranges. Needs gcc, a JDK and the compiled bundles pci and iommu. Statuses: 0 measured
and within the limits; 1 a limit is passed; 7 something is missing.

    tests/bench/walk.py
    tests/bench/walk.py --pairs 30 --limit 1.3 --heap 64 --classes OUT
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.join(ROOT, "tests", "bench", "walk")
WARM_UP = 15


def missing(what):
    print("walk.py: " + what, file=sys.stderr)
    sys.exit(7)


def java(tool):
    home = os.environ.get("JAVA_HOME")
    found = os.path.join(home, "bin", tool) if home else shutil.which(tool)
    if not found or not os.path.exists(found):
        missing("no " + tool + ": set JAVA_HOME to a JDK 21 or later")
    return found


def classes(given):
    if given:
        return given
    paths = [os.path.join(ROOT, "bundles", "org.underpass." + name, "target", "classes") for name in ("pci", "iommu")]
    for path in paths:
        if not os.path.isdir(path):
            missing("no " + path + ": build first, or name compiled classes with --classes")
    return os.pathsep.join(paths)


def ask(process):
    process.stdin.write("go\n")
    process.stdin.flush()
    answer = process.stdout.readline().split()
    if not answer or int(answer[0]) < 0:
        missing("a walk failed: " + process.args[0])
    return answer


def start(command):
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=25)
    parser.add_argument("--limit", type=float, default=1.3, help="largest ratio, ours to C")
    parser.add_argument("--heap", type=float, default=64, help="largest growth of the heap in MiB")
    parser.add_argument("--classes", help="class path of the compiled bundles")
    arguments = parser.parse_args()
    if not shutil.which("gcc"):
        missing("no gcc")
    with tempfile.TemporaryDirectory(prefix="walk-") as work:
        image, peer = os.path.join(work, "image"), os.path.join(work, "walk")
        subprocess.run(["gcc", "-O2", "-Wall", "-o", peer, os.path.join(HERE, "walk.c")], check=True)
        subprocess.run([peer, "make", image], check=True)
        path = classes(arguments.classes)
        subprocess.run([java("javac"), "-cp", path, "-d", work, os.path.join(HERE, "WalkBench.java")], check=True)
        theirs = start([peer, "serve", image])
        ours = start([java("java"), "-Xmx512m", "-cp", work + os.pathsep + path, "WalkBench", image])
        for _ in range(WARM_UP):
            ask(theirs)
            ask(ours)
        pairs = [(ask(theirs), ask(ours)) for _ in range(arguments.pairs)]
        theirs.stdin.close()
        ours.stdin.close()
    if any(one[1:3] != other[1:3] for one, other in pairs):
        print("walk: the two do not find the same: %s, %s" % pairs[0])
        return 1
    ratio = statistics.median(int(other[0]) / int(one[0]) for one, other in pairs)
    heap = max(int(other[3]) for _, other in pairs) / 2 ** 20
    print("walk: %s ranges of 64 GiB; C %.1f ms, ours %.1f ms (medians), ratio %.2f (limit %.2f), heap growth %.1f MiB"
          " (limit %.0f)" % (pairs[0][0][1], statistics.median(int(one[0]) for one, _ in pairs) / 1e6,
                             statistics.median(int(other[0]) for _, other in pairs) / 1e6, ratio, arguments.limit,
                             heap, arguments.heap))
    return 0 if ratio <= arguments.limit and heap <= arguments.heap else 1


sys.exit(main())
