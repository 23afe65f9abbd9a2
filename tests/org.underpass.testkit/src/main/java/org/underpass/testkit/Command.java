package org.underpass.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The product's headless command, as a test asks it: the real installation, started once in this process and asked many
 * times. An answer takes milliseconds where a process takes some hundreds.
 *
 * <p>The installation is that of the system property {@code underpass.home}, else the one that the build has put under
 * {@code releng}. The product's classes have a class loader of their own, so a test sees text and exit statuses, as a
 * user does, and never an object of ours.
 */
public final class Command implements AutoCloseable {
    private static final String SESSION = "org.underpass.start.connect.CommandSession";
    private static Command shared;

    private final Object session;
    private final Method run;
    private final URLClassLoader loader;

    /**
     * What the command did.
     *
     * @param status exit status
     * @param out    standard output
     * @param err    standard error
     */
    public record Result(int status, String out, String err) {
        @Override
        public String toString() {
            return "status " + status + "\n--- out\n" + out + "--- err\n" + err;
        }
    }

    private Command(Path home, Path plugins) {
        try {
            loader = new URLClassLoader(urls(home), ClassLoader.getPlatformClassLoader());
            Class<?> type = loader.loadClass(SESSION);
            session = type.getMethod("open", Path.class, Path.class).invoke(null, home, plugins);
            run = type.getMethod("run", List.class, OutputStream.class, OutputStream.class, Map.class, Path.class);
        } catch (ReflectiveOperationException | IOException failure) {
            throw new IllegalStateException("cannot start the installation in " + home, failure);
        }
    }

    /** A session of its own, with this folder of plug-ins. */
    public static Command withPlugins(Path plugins) {
        return new Command(home(), plugins);
    }

    /** Runs the command in the session that all tests share, which has no plug-ins. */
    public static synchronized Result run(String... arguments) {
        if (shared == null) {
            shared = new Command(home(), Path.of("no-plug-ins-here"));
        }
        return shared.ask(arguments);
    }

    /** Runs one command line in the current directory, without environment. */
    public Result ask(String... arguments) {
        return ask(Path.of("").toAbsolutePath(), Map.of("UNDERPASS_PLUGINS", "no-plug-ins-here", "UNDERPASS_STATE",
                "no-state-here"), arguments);
    }

    /** Runs one command line. */
    public Result ask(Path directory, Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            int status = (int) run.invoke(session, List.of(arguments), out, err, environment, directory);
            return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } catch (InvocationTargetException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (IllegalAccessException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The installation. */
    public static Path home() {
        String given = System.getProperty("underpass.home");
        if (given != null) {
            return Path.of(given);
        }
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.isDirectory(root.resolve("releng"))) {
            root = root.getParent();
        }
        if (root == null) {
            throw new IllegalStateException("no product is near " + Path.of("").toAbsolutePath()
                    + "; name one with -Dunderpass.home");
        }
        Path products = root.resolve("releng/org.underpass.product/target/products");
        try (Stream<Path> found = Files.walk(products, 6)) {
            return found.filter(p -> Files.isDirectory(p.resolve("plugins")) && Files.isDirectory(p.resolve("features")))
                    .findFirst().orElseThrow(() -> new IllegalStateException("no product in " + products));
        } catch (IOException failure) {
            throw new IllegalStateException("the product is not built: " + products, failure);
        }
    }

    @SuppressWarnings("unchecked")
    private URL[] urls(Path home) throws IOException, ReflectiveOperationException {
        Path starter;
        Path framework;
        try (Stream<Path> jars = Files.list(home.resolve("plugins"))) {
            List<Path> all = jars.toList();
            starter = named(all, "org.underpass.start_");
            framework = named(all, "org.eclipse.osgi_");
        }
        try (URLClassLoader small = new URLClassLoader(new URL[] {url(starter), url(framework)},
                ClassLoader.getPlatformClassLoader())) {
            List<Path> paths = (List<Path>) small.loadClass(SESSION).getMethod("classPath", Path.class)
                    .invoke(null, home);
            return paths.stream().map(Command::url).toArray(URL[]::new);
        }
    }

    private static Path named(List<Path> jars, String prefix) {
        return jars.stream().filter(p -> p.getFileName().toString().startsWith(prefix)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + prefix + " in the installation"));
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() throws Exception {
        ((AutoCloseable) session).close();
        loader.close();
    }
}
