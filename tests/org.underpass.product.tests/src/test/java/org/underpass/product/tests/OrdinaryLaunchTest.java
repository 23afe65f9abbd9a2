package org.underpass.product.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application {@code org.underpass.cli.headless} in the Equinox launcher answers as the fast start does. */
class OrdinaryLaunchTest {
    @TempDir
    private Path folder;
    private Product product;

    @BeforeEach
    void makeProduct() throws IOException {
        product = new Product(folder);
    }

    @Test
    void bothWaysAgree() throws Exception {
        for (List<String> line : List.of(
                List.of("host", "show", "--host", "demo:workstation", "--format", "json"),
                List.of("plugins", "list"),
                List.of("host", "show", "--host", "no-such-folder"),
                List.of("no-such-noun"))) {
            Product.Ended fast = product.run(Product.script(), line);
            Product.Ended ordinary = product.run(Path.of(System.getProperty("java.home"), "bin", "java"),
                    launcher(line));
            assertEquals(fast, ordinary, line::toString);
        }
    }

    private List<String> launcher(List<String> arguments) throws IOException {
        // The product's configuration is copied, so that the launch writes nothing into the product.
        Path configuration = folder.resolve("configuration");
        if (!Files.exists(configuration)) {
            Path source = Product.home().resolve("configuration");
            for (String file : List.of("config.ini", "org.eclipse.equinox.simpleconfigurator/bundles.info")) {
                Path target = configuration.resolve(file);
                Files.createDirectories(target.getParent());
                Files.copy(source.resolve(file), target);
            }
        }
        var command = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "-jar", launcherJar().toString(),
                "-install", Product.home().toString(), "-configuration", configuration.toString(), "-nosplash",
                "-data", "@none", "-application", "org.underpass.cli.headless"));
        command.addAll(arguments);
        return command;
    }

    private static Path launcherJar() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Product.home().resolve("plugins"),
                "org.eclipse.equinox.launcher_*.jar")) {
            return jars.iterator().next();
        }
    }
}
