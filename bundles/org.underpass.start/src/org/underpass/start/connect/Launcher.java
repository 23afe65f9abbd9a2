package org.underpass.start.connect;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.underpass.start.CleanUps;
import org.underpass.start.HeadlessCommand;
import org.underpass.start.InstalledPlugins;
import org.underpass.start.Interruption;
import org.underpass.start.PluginFolder;
import org.underpass.start.UnsatisfiedComponents;

/**
 * Main class of a headless command. System properties: {@code underpass.home}, the installation; and
 * {@code underpass.generation}, what {@link Preparation} made for it, without which everything is done in a temporary
 * folder.
 */
public final class Launcher {
    /** With this as its only argument the launcher runs the rehearsals and writes the store. */
    static final String REHEARSE = "--underpass-rehearse";
    private static final int SURROUNDINGS = 7;
    private static final int BUG = 70;

    private final Path home;
    private final CleanUps cleanUps;

    private Launcher(Path home, CleanUps cleanUps) {
        this.home = home;
        this.cleanUps = cleanUps;
    }

    public static void main(String[] arguments) {
        var answer = new AnswerStream(new FileOutputStream(FileDescriptor.out));
        var out = new PrintStream(new BufferedOutputStream(answer, 1 << 14), false, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        // What a library prints by itself is no part of the answer.
        System.setOut(err);
        System.setErr(err);
        CleanUps cleanUps = CleanUps.install();
        int status;
        try {
            status = new Launcher(Path.of(System.getProperty("underpass.home")), cleanUps)
                    .start(List.of(arguments), out, err);
        } catch (IOException e) {
            err.println("underpass: cannot start: " + describe(e));
            status = SURROUNDINGS;
        } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
            e.printStackTrace(err);
            status = BUG;
        }
        out.flush();
        err.flush();
        if (List.of(arguments).equals(List.of(REHEARSE))) {
            // Only an orderly exit has the JVM write its cache.
            System.exit(status);
        }
        cleanUps.halt(written(answer, err) ? status : SURROUNDINGS);
    }

    /** A reader that went away (as {@code head} does) is no failure of ours; a disk that is full is. */
    private static boolean written(AnswerStream answer, PrintStream err) {
        IOException failure = answer.failure();
        if (failure == null || "Broken pipe".equals(failure.getMessage())) {
            return true;
        }
        err.println("underpass: cannot write the answer: " + failure.getMessage());
        return false;
    }

    private static String describe(IOException e) {
        return e instanceof java.nio.file.FileSystemException f && f.getReason() == null
                ? f.getClass().getSimpleName() + ": " + f.getFile() : e.getMessage();
    }

    private int start(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        Path plugins = PluginFolder.of(System.getenv());
        List<InstalledPlugins.Found> found = InstalledPlugins.find(plugins);
        String generation = System.getProperty("underpass.generation");
        if (generation == null) {
            return startWithout(plugins, found, arguments, out, err);
        }
        return startWith(new FrameworkStore(Path.of(generation)), plugins, found, arguments, out, err);
    }

    /** There is no state, and none can be written: everything in a temporary folder that goes away. */
    private int startWithout(Path plugins, List<InstalledPlugins.Found> found, List<String> arguments,
            PrintStream out, PrintStream err) throws Exception {
        Path store = Files.createTempDirectory("underpass");
        try (var registration = cleanUps.onInterrupt(() -> FrameworkStore.deleteTree(store))) {
            ConnectFramework framework = ConnectFramework.create(BundleIndex.of(home), store);
            return run(framework.context(), framework.addPlugins(plugins, found), arguments, out, err);
        } finally {
            FrameworkStore.deleteTree(store);
        }
    }

    private int startWith(FrameworkStore stores, Path plugins, List<InstalledPlugins.Found> found,
            List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        BundleIndex index = index(stores.generation());
        var fitting = stores.fitting(index, plugins, found);
        if (fitting.isPresent()) {
            try {
                ConnectFramework framework = ConnectFramework.open(index, fitting.get().folder());
                InstalledPlugins stored = framework.storedPlugins(plugins, found, fitting.get().problems());
                if (framework.context().getBundles().length > index.bundles().size()) {
                    return run(framework.context(), stored, arguments, out, err);
                }
            } catch (BundleException e) {
                // The store is damaged; a fresh one takes its place.
            }
        }
        return startAfresh(stores, index, plugins, found, arguments, out, err);
    }

    private int startAfresh(FrameworkStore stores, BundleIndex index, Path plugins,
            List<InstalledPlugins.Found> found, List<String> arguments, PrintStream out, PrintStream err)
            throws Exception {
        Path store;
        try {
            store = stores.create();
        } catch (IOException e) {
            return startWithout(plugins, found, arguments, out, err);
        }
        try (var registration = cleanUps.onInterrupt(() -> FrameworkStore.deleteTree(store))) {
            ConnectFramework framework = ConnectFramework.create(index, store);
            InstalledPlugins installed = framework.addPlugins(plugins, found);
            int status = run(framework.context(), installed, arguments, out, err);
            out.flush();
            try {
                framework.stop();
                stores.publish(store, index, plugins, found, installed.jars());
            } catch (IOException | BundleException e) {
                // The next start tries again; this one's answer is already given.
                FrameworkStore.deleteTree(store);
            }
            return status;
        }
    }

    /** The generation's index; when it no longer tells the truth, a new one, and the script is told to prepare anew. */
    private BundleIndex index(Path generation) throws IOException {
        try {
            BundleIndex index = BundleIndex.load(generation.resolve("index"));
            if (index.current()) {
                return index;
            }
        } catch (IOException e) {
            // Damaged: as good as outdated.
        }
        try {
            Files.deleteIfExists(generation.resolveSibling(Preparation.START));
        } catch (IOException e) {
            // A state folder that is read-only stays outdated; only the JVM's cache is lost by it.
        }
        return BundleIndex.of(home);
    }

    private int run(BundleContext context, InstalledPlugins plugins, List<String> arguments, PrintStream out,
            PrintStream err) {
        context.registerService(PluginFolder.class, plugins, null);
        context.registerService(Interruption.class, cleanUps, null);
        ServiceReference<HeadlessCommand> reference = context.getServiceReference(HeadlessCommand.class);
        HeadlessCommand command = reference == null ? null : context.getService(reference);
        if (command == null) {
            err.println("underpass: the headless command is not there");
            UnsatisfiedComponents.list(context).forEach(err::println);
            return BUG;
        }
        if (arguments.equals(List.of(REHEARSE))) {
            return rehearse(command);
        }
        return command.run(arguments, System.in, out, err, System.getenv(), Path.of("").toAbsolutePath());
    }

    /** Runs the rehearsals in a folder of their own, which is gone afterwards. */
    private int rehearse(HeadlessCommand command) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            Path folder = Files.createTempDirectory("underpass-rehearsal");
            try (var registration = cleanUps.onInterrupt(() -> FrameworkStore.deleteTree(folder))) {
                for (List<String> line : command.rehearsals()) {
                    command.run(line, System.in, nowhere, nowhere, System.getenv(), folder);
                }
            } finally {
                FrameworkStore.deleteTree(folder);
            }
        } catch (IOException e) {
            // Without a place for them there are no rehearsals, and starts are slower for it.
            return SURROUNDINGS;
        }
        return 0;
    }
}
