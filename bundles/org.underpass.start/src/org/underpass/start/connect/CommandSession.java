package org.underpass.start.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.underpass.start.CleanUps;
import org.underpass.start.HeadlessCommand;
import org.underpass.start.InstalledPlugins;
import org.underpass.start.Interruption;
import org.underpass.start.PluginFolder;

/**
 * An installation that is started once and asked many times, as tests and long-lived programs want it. The command is
 * the same as that of a process of its own; only the JVM's end is missing.
 *
 * <p>The class path must hold the installation's headless jars, which {@link #classPath} lists.
 */
public final class CommandSession implements AutoCloseable {
    private static final int BUG = 70;

    private final ConnectFramework framework;
    private final Path store;

    private CommandSession(ConnectFramework framework, Path store) {
        this.framework = framework;
        this.store = store;
    }

    /** The jars of an installation that must be on the class path. */
    public static List<Path> classPath(Path home) throws IOException {
        return BundleIndex.of(home).classPath();
    }

    /**
     * Starts an installation in this process.
     *
     * @param plugins the folder of third parties' plug-ins
     */
    public static CommandSession open(Path home, Path plugins) throws IOException, BundleException {
        Path store = Files.createTempDirectory("underpass-session");
        ConnectFramework framework = ConnectFramework.create(BundleIndex.of(home), store);
        InstalledPlugins installed = framework.addPlugins(plugins, InstalledPlugins.find(plugins));
        BundleContext context = framework.context();
        context.registerService(PluginFolder.class, installed, null);
        context.registerService(Interruption.class, new CleanUps(), null);
        return new CommandSession(framework, store);
    }

    /** Runs one command line; what the streams get is flushed. A bug of ours gives its stack trace and status 70. */
    public int run(List<String> arguments, OutputStream out, OutputStream err, Map<String, String> environment,
            Path directory) {
        BundleContext context = framework.context();
        ServiceReference<HeadlessCommand> reference = context.getServiceReference(HeadlessCommand.class);
        PrintStream answer = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        try {
            return context.getService(reference).run(arguments, InputStream.nullInputStream(), answer, errors,
                    environment, directory);
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            failure.printStackTrace(errors);
            return BUG;
        } finally {
            answer.flush();
            context.ungetService(reference);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            framework.stop();
        } catch (BundleException | InterruptedException failure) {
            throw new IOException("the framework did not stop", failure);
        } finally {
            FrameworkStore.deleteTree(store);
        }
    }
}
