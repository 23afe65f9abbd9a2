import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.underpass.iommu.memory.MemoryFile;
import org.underpass.iommu.walk.PhysicalMemory;
import org.underpass.iommu.walk.VtdRegisters;
import org.underpass.iommu.walk.VtdWalker;

/** Our side of the page table benchmark: for each line of input one walk; prints what walk.c does, and heap growth. */
public final class WalkBench {
    private static final int REQUESTER = 0x100;

    private WalkBench() {
    }

    public static void main(String[] arguments) throws Exception {
        PhysicalMemory memory = MemoryFile.open(Path.of(arguments[0]), OptionalLong.empty());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        System.gc();
        long before = used();
        while (in.readLine() != null) {
            long[] sum = new long[2];
            long from = System.nanoTime();
            boolean complete = new VtdWalker(memory, VtdRegisters.ofRoot(0x1000)).mappings(REQUESTER,
                    OptionalInt.empty(), 1_000_000, (iova, address, length, permissions) -> {
                        sum[0]++;
                        sum[1] = sum[1] * 31 + (iova ^ address ^ length) + (permissions.read() ? 1 : 0)
                                + (permissions.write() ? 2 : 0);
                        return true;
                    });
            long nanos = System.nanoTime() - from;
            System.out.printf("%d %d %016x %d%n", complete ? nanos : -1, sum[0], sum[1], used() - before);
            System.out.flush();
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
