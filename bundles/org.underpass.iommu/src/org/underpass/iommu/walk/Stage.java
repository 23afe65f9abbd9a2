package org.underpass.iommu.walk;

import java.util.OptionalLong;
import org.underpass.iommu.walk.PageFormat.Cause;
import org.underpass.iommu.walk.PageFormat.Kind;

/**
 * One set of page tables in memory, perhaps behind another: then their own places and the pages that they name are
 * addresses of the stage behind.
 */
final class Stage {
    private final PhysicalMemory memory;
    private final PageFormat format;
    private final long root;
    private final Stage behind;

    /** @param behind null for tables that name physical addresses */
    Stage(PhysicalMemory memory, PageFormat format, long root, Stage behind) {
        this.memory = memory;
        this.format = format;
        this.root = root;
        this.behind = behind;
    }

    /** A page found: the physical address of the byte asked for, what is allowed, and the page's size in bits. */
    record Leaf(long address, int allowed, int shift) {
    }

    /** Follows an address; null where the walk was stopped, the trail then has the reason. */
    Leaf resolve(long address, Access access, Trail trail) {
        Leaf own = walk(address, access, trail);
        if (own == null || behind == null) {
            return own;
        }
        Leaf further = behind.resolve(own.address, access, trail);
        return further == null ? null : new Leaf(further.address, own.allowed & further.allowed,
                Math.min(own.shift, further.shift));
    }

    private Leaf walk(long address, Access access, Trail trail) {
        int level = format.top();
        if (!format.covers(address)) {
            return stop(Cause.ADDRESS, level, access, trail);
        }
        int allowed = Permissions.READ | Permissions.WRITE;
        long table = root;
        while (true) {
            long at = place(table + index(address, level) * 8, level, trail);
            if (trail.end() != null) {
                return null;
            }
            OptionalLong found = memory.u64(at);
            if (found.isEmpty()) {
                return stop(Cause.UNREADABLE, level, access, trail);
            }
            long entry = found.getAsLong();
            trail.add(new WalkStep(format.table(), format.named(level), at, entry, 0));
            Kind kind = format.kind(entry, level);
            if (kind != Kind.TABLE && kind != Kind.PAGE) {
                return stop(Cause.valueOf(kind.name()), level, access, trail);
            }
            allowed &= format.allowed(entry, level);
            if (kind == Kind.PAGE) {
                int shift = format.pageShift(entry, level);
                return permitted(new Leaf(format.target(entry, level) | address & (1L << shift) - 1, allowed, shift),
                        level, access, trail);
            }
            int next = format.next(entry, level);
            if (next < level - 1 && skipped(address, level, next) != 0) {
                return stop(Cause.ABSENT, level, access, trail);
            }
            table = format.target(entry, level);
            level = next;
        }
    }

    /** The address bits that a skip of levels leaves out, which must be zero. */
    private long skipped(long address, int level, int next) {
        int low = format.shift(next + 1);
        return address >>> low & (1L << format.shift(level) - low) - 1;
    }

    private Leaf permitted(Leaf leaf, int level, Access access, Trail trail) {
        boolean read = (leaf.allowed & Permissions.READ) != 0;
        boolean write = (leaf.allowed & Permissions.WRITE) != 0;
        if (access == Access.WRITE && !write) {
            return stop(Cause.NO_WRITE, level, access, trail);
        }
        if (access == Access.READ && !read || !read && !write) {
            return stop(Cause.NO_READ, level, access, trail);
        }
        return leaf;
    }

    /** Where an entry physically lies. */
    private long place(long at, int level, Trail trail) {
        if (behind == null) {
            return at;
        }
        Leaf leaf = behind.resolve(at, Access.READ, trail);
        if (leaf == null) {
            trail.stop(format.behind(trail.end(), level));
            return 0;
        }
        return leaf.address;
    }

    private long index(long address, int level) {
        return address >>> format.shift(level) & format.entries(level) - 1;
    }

    private <T> T stop(Cause cause, int level, Access access, Trail trail) {
        return trail.stop(format.fault(cause, level, access, trail.steps()), format.shift(level));
    }

    /** Whether both stand for the same tables. */
    boolean sameTables(Stage other) {
        return root == other.root && format.covers(0) == other.format.covers(0);
    }

    /** Visits all pages; whether all tables were shown and nothing stopped the visit. */
    boolean visit(int allowed, RangeMerger merger) {
        boolean complete = new Visit(merger).table(root, format.top(), 0, allowed);
        return complete && !merger.stopped();
    }

    /** One visit, with a buffer for each level. */
    private final class Visit {
        private static final int WORDS = PhysicalMemory.PAGE_SIZE / 8;

        private final RangeMerger merger;
        private final long[][] buffers = new long[format.top() + 1][];

        Visit(RangeMerger merger) {
            this.merger = merger;
        }

        boolean table(long table, int level, long base, int allowed) {
            int count = format.entries(level);
            boolean complete = true;
            for (int first = 0; first < count;) {
                long at = table + first * 8L;
                int offset = (int) (at & 0xfff) / 8;
                int some = Math.min(WORDS - offset, count - first);
                long[] words = page(at & -PhysicalMemory.PAGE_SIZE, level);
                if (merger.stopped()) {
                    return false;
                }
                complete &= words != null
                        && entries(words, offset, some, level, base + ((long) first << format.shift(level)), allowed);
                if (merger.stopped()) {
                    return false;
                }
                first += some;
            }
            return complete;
        }

        private long[] page(long address, int level) {
            if (!merger.takeTable()) {
                return null;
            }
            long real = address;
            if (behind != null) {
                Leaf leaf = behind.resolve(address, Access.READ, new Trail());
                if (leaf == null) {
                    return null;
                }
                real = leaf.address;
            }
            if (buffers[level] == null) {
                buffers[level] = new long[WORDS];
            }
            return memory.read(real, buffers[level]) ? buffers[level] : null;
        }

        private boolean entries(long[] words, int offset, int count, int level, long base, int above) {
            boolean complete = true;
            int shift = format.shift(level);
            int end = offset + count;
            for (int i = offset; i < end;) {
                long entry = words[i];
                if (entry == 0) {
                    i++;
                    continue;
                }
                Kind kind = format.kind(entry, level);
                long at = base + ((long) (i - offset) << shift);
                int allowed = above & format.allowed(entry, level);
                int run = 1;
                if (kind == Kind.PAGE && allowed != 0) {
                    run = run(words, i, end, level);
                    if (!pages(format.extend(at), entry, level, (long) run << shift, allowed)) {
                        return false;
                    }
                } else if (kind == Kind.TABLE && allowed != 0) {
                    complete &= table(format.target(entry, level), format.next(entry, level), at, allowed);
                    if (merger.stopped()) {
                        return false;
                    }
                }
                i += run;
            }
            return complete;
        }

        /** How many entries from here on differ only by the addresses of pages that follow each other. */
        private int run(long[] words, int from, int end, int level) {
            long first = words[from];
            int shift = format.shift(level);
            if (format.pageShift(first, level) != shift) {
                return 1;
            }
            long step = 1L << shift;
            long expected = first + step;
            int to = from + 1;
            while (to < end && words[to] == expected) {
                expected += step;
                to++;
            }
            long last = words[to - 1];
            boolean whole = to == from + 1 || format.kind(last, level) == Kind.PAGE
                    && format.target(last, level) - format.target(first, level) == last - first;
            return whole ? to - from : 1;
        }

        private boolean pages(long iova, long entry, int level, long length, int allowed) {
            int shift = format.pageShift(entry, level);
            long to = format.target(entry, level) | iova & (1L << shift) - 1;
            return behind == null ? merger.add(iova, to, length, allowed) : through(iova, to, length, allowed);
        }

        /** Sends a range through the stage behind, piece by piece. */
        private boolean through(long iova, long middle, long length, int allowed) {
            long done = 0;
            while (done < length) {
                if (!merger.takeTable()) {
                    return false;
                }
                Trail trail = new Trail();
                Leaf leaf = behind.resolve(middle + done, Access.ANY, trail);
                int shift = leaf != null ? leaf.shift : Math.min(trail.failedShift(), 62);
                long left = (1L << shift) - (middle + done & (1L << shift) - 1);
                long piece = Math.min(left, length - done);
                if (leaf != null && (leaf.allowed & allowed) != 0
                        && !merger.add(iova + done, leaf.address, piece, leaf.allowed & allowed)) {
                    return false;
                }
                done += Math.max(piece, 1);
            }
            return true;
        }
    }
}
