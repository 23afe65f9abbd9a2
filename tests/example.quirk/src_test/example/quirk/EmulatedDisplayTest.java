package example.quirk;

import java.util.List;
import java.util.Set;
import org.underpass.host.Host;
import org.underpass.spi.quirk.Quirk;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;
import org.underpass.testkit.QuirkContract;

/** The exam that every quirk takes. */
class EmulatedDisplayTest extends QuirkContract {
    @Override
    protected Quirk quirk() {
        return new EmulatedDisplay();
    }

    @Override
    protected Set<Integer> vendors() {
        return Set.of(0x1234);
    }

    @Override
    protected List<Host> examples() {
        HostTree tree = HostTree.at(folder.resolve("lab"));
        tree.function("0000:00:02.0").ids("1b36:000c").classCode(0x060400);
        tree.function("0000:01:00.0").behind("0000:00:02.0").ids("1234:1111").classCode(0x038000)
                .attribute("reset_method", "bus");
        return List.of(Machines.open(tree));
    }
}
