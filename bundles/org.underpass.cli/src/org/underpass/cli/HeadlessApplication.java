package org.underpass.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.underpass.start.HeadlessCommand;
import org.underpass.start.UnsatisfiedComponents;

/** The application {@code org.underpass.cli.headless}: the headless command in the ordinary Equinox launch. */
public final class HeadlessApplication implements IApplication {
    private static final int BUG = 70;

    @Override
    public Object start(IApplicationContext application) {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        BundleContext context = FrameworkUtil.getBundle(HeadlessApplication.class).getBundleContext();
        ServiceReference<HeadlessCommand> reference = context.getServiceReference(HeadlessCommand.class);
        HeadlessCommand command = reference == null ? null : context.getService(reference);
        if (command == null) {
            err.println("underpass: the headless command is not there");
            UnsatisfiedComponents.list(context).forEach(err::println);
            return BUG;
        }
        var arguments = (String[]) application.getArguments().get(IApplicationContext.APPLICATION_ARGS);
        application.applicationRunning();
        try {
            return command.run(List.of(arguments), System.in, out, err, System.getenv(),
                    Path.of("").toAbsolutePath());
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
            e.printStackTrace(err);
            return BUG;
        } finally {
            out.flush();
        }
    }

    @Override
    public void stop() {
        // The command ends by itself; a signal ends the process.
    }
}
