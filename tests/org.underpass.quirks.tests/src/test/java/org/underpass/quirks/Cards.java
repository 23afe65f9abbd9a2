package org.underpass.quirks;

import java.nio.file.Path;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.TreeFunction;

/** Captured machines with one card, at 0000:01:00.0 below a root port or at 0000:00:02.0 on the root bus. */
final class Cards {
    static final String PORT = "0000:00:01.0";
    static final String IN_SLOT = "0000:01:00.0";
    static final String AUDIO = "0000:01:00.1";
    static final String ON_ROOT = "0000:00:02.0";

    private Cards() {
    }

    /** A card below a root port; nothing is said of the kernel. */
    static TreeFunction inSlot(Path root, String ids, int classCode) {
        HostTree tree = HostTree.at(root);
        tree.function(PORT).ids("8086:1901").classCode(0x060400);
        return tree.function(IN_SLOT).behind(PORT).ids(ids).classCode(classCode);
    }

    /** A card and its audio function below a root port. */
    static TreeFunction withAudio(Path root, String ids, String audio) {
        TreeFunction card = inSlot(root, ids, 0x030000);
        card.function(AUDIO).behind(PORT).ids(audio).classCode(0x040300);
        return card;
    }

    /** A function on the root bus. */
    static TreeFunction onRoot(Path root, String ids, int classCode) {
        return HostTree.at(root).function(ON_ROOT).ids(ids).classCode(classCode);
    }

    /** Loaded modules, as /proc/modules has them; none: the file is there and empty but for one. */
    static HostTree modules(HostTree tree, String... names) {
        StringBuilder text = new StringBuilder("pcspkr 16384 0 - Live 0x0000000000000000\n");
        for (String name : names) {
            text.append(name).append(" 118784 0 - Live 0x0000000000000000 (OE)\n");
        }
        return tree.file("proc/modules", text.toString());
    }
}
