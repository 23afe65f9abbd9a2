#!/usr/bin/env python3
"""Reads the kernel's text of page tables, 1 GB of it, as a stream: all mappings, merged, in a JVM with a small heap.

The text is written anew in the kernel's form: a function with pages of 4 KiB, 512 of which follow each other. What is
measured is held against reading the same lines and doing nothing, in the same process, in turns. Statuses: 0 measured
and within the limit; 1 the ratio is passed, or the ranges are wrong; 7 something is missing.

    tests/bench/debugfs.py
    tests/bench/debugfs.py --bytes 1000000000 --heap 64 --limit 6 --classes OUT
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


def missing(what):
    print("debugfs.py: " + what, file=sys.stderr)
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


def write(path, size):
    """Runs of 512 pages, each 1 MiB of physical addresses apart; gives how many runs there are."""
    runs = 0
    with open(path, "w", encoding="ascii") as out:
        out.write("Device 0000:00:02.0 @0x100000\nIOVA_PFN\n0x%013x |\t" % 1 + "\t".join(["0x%016x" % 3] * 5) + "\n\n")
        out.write("Device 0000:01:00.0 @0x4000\nIOVA_PFN\t\tPML5E\t\t\tPML4E\t\t\tPDPE\t\t\tPDE\t\t\tPTE\n")
        while out.tell() < size:
            table = (0x0, 0x5003, 0x6003, 0x7003 + runs * 4096)
            head = "\t".join("0x%016x" % entry for entry in table)
            first = 0x100000000 + runs * 0x300000
            out.write("".join("0x%013x |\t%s\t0x%016x\n" % (runs * 512 + page, head, first + page * 4096 | 3)
                              for page in range(512)))
            runs += 1
    return runs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bytes", type=int, default=1_000_000_000)
    parser.add_argument("--heap", type=int, default=64, help="MiB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=6.0, help="times reading the lines alone")
    parser.add_argument("--classes")
    given = parser.parse_args()
    path = classes(given.classes)
    with tempfile.TemporaryDirectory(prefix="underpass-bench-") as folder:
        subprocess.run([java("javac"), "-cp", path, "-d", folder, os.path.join(HERE, "DebugfsBench.java")], check=True)
        text = os.path.join(folder, "domain_translation_struct")
        runs = write(text, given.bytes)
        bench = subprocess.Popen([java("java"), "-Xmx%dm" % given.heap, "-cp", folder + os.pathsep + path,
                                  "DebugfsBench", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        def ask(question):
            bench.stdin.write(question + "\n")
            bench.stdin.flush()
            answer = bench.stdout.readline().split()
            if not answer:
                missing("the walk failed within a heap of %d MiB" % given.heap)
            return [int(word) for word in answer]

        ratios, seconds = [], []
        for number in range(given.rounds + 1):
            lines, walk = ask("lines"), ask("walk")
            if walk[1] != runs or walk[2] != runs * 512 * 4096:
                print("wrong: %d ranges of %d bytes, expected %d" % (walk[1], walk[2], runs))
                return 1
            if number:
                ratios.append(walk[0] / lines[0])
                seconds.append(walk[0] / 1e6)
        bench.stdin.close()
        bench.wait()
    ratio = statistics.median(ratios)
    print("%.2f GB, %d ranges: %.1f s, %.2f times reading the lines, heap of %d MiB" % (
        given.bytes / 1e9, runs, statistics.median(seconds), ratio, given.heap))
    return 0 if ratio <= given.limit else 1


if __name__ == "__main__":
    sys.exit(main())
