package org.underpass.iommu.debugfs;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.underpass.iommu.debugfs.VtdEntries.Entry;
import org.underpass.iommu.memory.RegisterDump;
import org.underpass.iommu.walk.MappingVisitor;
import org.underpass.iommu.walk.Permissions;
import org.underpass.iommu.walk.RangeMerger;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.iommu.walk.VtdRegisters;
import org.underpass.iommu.walk.VtdWalker;
import org.underpass.iommu.walk.WalkStep;
import org.underpass.pci.PciAddress;

/**
 * Walks one address through tables that were put together from the kernel's text: the entries of the requester, and of
 * its pages those that the walk passes.
 */
public final class VtdDebugfs {
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
    private static final long LARGE = 0x80;
    private static final int NESTED = 3;
    /** The kernel does not print where a PASID table lies: ours is above all memory, and never shown. */
    private static final long PASID_TABLE = 0xffff_ffff_ffff_0000L;

    private final SparseMemory memory = new SparseMemory();
    private final PciAddress function;
    private final Entry entry;
    private final long iova;
    private final int levels;
    private boolean shown;

    /**
     * Begins with a requester's row.
     *
     * @param iova the one address that will be asked for
     */
    public VtdDebugfs(PciAddress function, Entry entry, long iova) {
        this.function = function;
        this.entry = entry;
        this.iova = iova;
        put(entry);
        this.levels = levels(entry);
    }

    private void put(Entry row) {
        int id = row.function().requesterId();
        long root = row.rootTable() + (id >> 8) * 16L;
        memory.put(root, row.root().get(0));
        memory.put(root + 8, row.root().get(1));
        long half = row.root().get(row.scalable() ? id >> 7 & 1 : 0);
        long context = (half & ADDRESS) + (row.scalable() ? (id & 0x7f) * 32L : (id & 0xff) * 16L);
        memory.put(context, row.context().get(0));
        memory.put(context + 8, row.context().get(1));
        if (row.scalable()) {
            int pasid = row.pasid().getAsInt();
            memory.put((row.context().get(0) & ADDRESS) + (pasid >>> 6) * 8L, PASID_TABLE | 1);
            for (int i = 0; i < row.pasidEntry().size(); i++) {
                memory.put(PASID_TABLE + (pasid & 0x3f) * 64L + i * 8L, row.pasidEntry().get(i));
            }
        }
    }

    /** Levels of the tables that see the device's address; 0 where there are none. */
    private static int levels(Entry row) {
        if (!row.scalable()) {
            int type = (int) (row.context().get(0) >>> 2 & 3);
            return type == 2 ? 0 : (int) Math.min(row.context().get(1) & 7, 3) + 2;
        }
        return switch ((int) (row.pasidEntry().get(0) >>> 6 & 7)) {
            case 1, 3 -> (int) (row.pasidEntry().get(2) >>> 2 & 1) + 4;
            case 2 -> (int) Math.min(row.pasidEntry().get(0) >>> 2 & 7, 3) + 2;
            default -> 0;
        };
    }

    /** Whether an answer needs page tables: false for a requester that is passed through or blocked before them. */
    public boolean needsPages() {
        return levels > 0;
    }

    /**
     * Adds page tables; may be called for several texts. Rows of other functions are passed over.
     *
     * @return whether the requester's tables were there
     * @throws IOException when the reader fails
     */
    public boolean addPages(Reader text) throws IOException {
        VtdPages.read(text, new VtdPages.Visitor() {
            private long top;

            @Override
            public boolean device(PciAddress other, OptionalInt pasid, long table) {
                boolean ours = other.requesterId() == function.requesterId()
                        && (pasid.isEmpty() || !entry.scalable() || pasid.equals(entry.pasid()));
                if (ours) {
                    top = table;
                    memory.table(table);
                    shown = true;
                }
                return ours;
            }

            @Override
            public boolean page(long address, long[] entries) {
                put(top, address, entries);
                return true;
            }
        });
        return shown;
    }

    private void put(long top, long address, long[] entries) {
        long table = top;
        for (int level = levels; level >= 1; level--) {
            int shift = 12 + 9 * (level - 1);
            boolean passed = level == levels || address >>> shift + 9 == iova >>> shift + 9;
            long value = entries[5 - level];
            if (!passed || value == 0) {
                return;
            }
            memory.put(table + (address >>> shift & 0x1ff) * 8, value);
            if (level == 1 || (value & LARGE) != 0) {
                return;
            }
            table = value & ADDRESS;
            memory.table(table);
        }
    }

    /**
     * Follows the address.
     *
     * @param registers {@code iommu_regset} of the requester's unit; empty where it is not shown
     */
    public Translation translate(Request request, Optional<RegisterDump> registers) {
        VtdRegisters open = VtdRegisters.ofRoot(entry.rootTable() & ADDRESS | (entry.scalable() ? 1 << 10 : 0));
        VtdRegisters known = new VtdRegisters(named(registers, "CAP").orElse(open.capability()),
                named(registers, "ECAP").orElse(open.extendedCapability()),
                named(registers, "GSTS").orElse(open.status()), open.rootTable());
        return shown(new VtdWalker(memory, known).translate(request));
    }

    /**
     * Visits all mappings of a requester, merged, as a text has them: a stream, whatever its length.
     *
     * <p>Bits 0 and 1 are read and write in both stages' entries, as a present page of the first can be read.
     *
     * @param entry the requester's row
     * @return whether nothing stopped the visit, and all was there: of nested tables the text has the first stage only
     * @throws IOException when the reader fails
     */
    public static boolean mappings(Reader text, PciAddress function, Entry entry, MappingVisitor visitor)
            throws IOException {
        RangeMerger merger = new RangeMerger(visitor);
        VtdPages.read(text, new VtdPages.Visitor() {
            @Override
            public boolean device(PciAddress other, OptionalInt pasid, long table) {
                return other.requesterId() == function.requesterId()
                        && (pasid.isEmpty() || !entry.scalable() || pasid.equals(entry.pasid()));
            }

            @Override
            public boolean page(long iova, long[] entries) {
                Permissions allowed = Permissions.ALL;
                int last = -1;
                for (int i = 0; i < entries.length; i++) {
                    if (entries[i] != 0) {
                        last = i;
                        allowed = allowed.and(new Permissions((entries[i] & 1) != 0, (entries[i] & 2) != 0));
                    }
                }
                int shift = 12 + 9 * (4 - last);
                return last < 2 || !allowed.any() || merger.add(iova & -1L << shift,
                        entries[last] & ADDRESS & -1L << shift, 1L << shift, allowed);
            }
        });
        return merger.end() && !(entry.scalable() && (entry.pasidEntry().get(0) >>> 6 & 7) == NESTED);
    }

    private static OptionalLong named(Optional<RegisterDump> registers, String name) {
        return registers.isEmpty() ? OptionalLong.empty() : registers.get().named(name);
    }

    /** Leaves out the steps whose places the kernel does not print. */
    private static Translation shown(Translation found) {
        List<WalkStep> walk = found.walk().stream()
                .filter(step -> !step.table().startsWith("pasid")).toList();
        return switch (found) {
            case Translation.Translated t -> new Translation.Translated(t.address(), t.permissions(), t.pageSize(),
                    walk);
            case Translation.PassedThrough p -> new Translation.PassedThrough(p.address(), p.permissions(), walk);
            case Translation.Interrupt i -> new Translation.Interrupt(i.address(), walk);
            case Translation.Blocked b -> new Translation.Blocked(b.code(), b.event(), b.sentence(), walk);
            case Translation.NotSupported n -> new Translation.NotSupported(n.why(), walk);
        };
    }
}
