package org.underpass.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.underpass.engine.PluginCatalogue;
import org.underpass.engine.PluginException;
import org.underpass.engine.PluginStore;
import org.underpass.engine.Plugins;
import org.underpass.start.HeadlessCommand;
import org.underpass.start.Interruption;

/**
 * The headless command as a service. Reads arguments, runs one verb, prints one answer.
 *
 * <p>Standard output carries the answer and nothing else. The engine's services are fetched when a verb asks for them,
 * so that help and mistakes cost nothing.
 */
@Component(service = HeadlessCommand.class)
public final class Command implements HeadlessCommand {
    private final BundleContext context;

    @Activate
    public Command(BundleContext context) {
        this.context = context;
    }

    @Override
    public int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err,
            Map<String, String> environment, Path directory) {
        boolean colours = "1".equals(environment.get("UNDERPASS_TERMINAL")) && !environment.containsKey("NO_COLOR");
        try {
            Request request = Request.parse(arguments);
            if (request instanceof Request.Call call) {
                return answer(call, in, out, err, environment, directory, colours);
            }
            out.print(((Request.Print) request).text());
            return Status.YES;
        } catch (CommandException problem) {
            err.println("underpass: " + oneLine(problem.getMessage()));
            return problem.status();
        }
    }

    @Override
    public List<List<String>> rehearsals() {
        String host = "demo:workstation";
        String profile = "geforce-rtx-3070-vm.vm.yaml";
        return List.of(
                List.of("host", "show", "--host", host),
                List.of("host", "show", "--host", host, "--format", "json"),
                List.of("iommu", "groups", "--host", host, "--format", "json"),
                List.of("profile", "new", "vm", "--host", host, "--out", "."),
                List.of("profile", "check", profile, "--host", host),
                List.of("profile", "check", profile, "--host", host, "--format", "json"),
                List.of("profile", "check", profile, "--host", "demo:laptop"),
                List.of("profile", "build", profile, "--host", host, "--backend", "kvm", "--out", "kvm"),
                List.of("profile", "check", "--help"),
                List.of("plugins", "list"),
                List.of("reset", "forecast", "--host", host, "--format", "json"));
    }

    private int answer(Request.Call call, InputStream in, PrintStream out, PrintStream err,
            Map<String, String> environment, Path directory, boolean colours) throws CommandException {
        Invocation invocation = new Invocation(call.options(), call.operands(), environment, directory,
                new Registry(), new Invocation.Streams(in, err::println,
                "1".equals(environment.get("UNDERPASS_TERMINAL_ERROR")) ? err : null));
        Answer answer = call.verb().action().run(invocation);
        switch (call.format()) {
            case "json" -> out.print(answer.json().get().text());
            case "sarif" -> out.print(answer.sarif().get().text());
            case "junit" -> out.print(answer.junit().get());
            default -> {
                Text text = new Text(colours);
                answer.text().accept(text);
                out.print(text);
            }
        }
        return answer.status();
    }

    /** A message is one line, whatever a file name or a library's text brought into it. */
    static String oneLine(String message) {
        StringBuilder safe = new StringBuilder();
        for (char c : String.valueOf(message).toCharArray()) {
            safe.append(Character.isISOControl(c) ? ' ' : c);
        }
        return safe.toString().strip();
    }

    /** A failure of a plug-in as the user reads it. */
    static CommandException pluginFailed(PluginException failure) {
        return new CommandException(Status.PLUGIN, failure.getMessage(), failure);
    }

    private final class Registry implements Invocation.Services {
        @Override
        public Plugins plugins() {
            return service(PluginCatalogue.class).snapshot();
        }

        @Override
        public PluginStore store() {
            return service(PluginStore.class);
        }

        @Override
        public Interruption interruption() {
            return service(Interruption.class);
        }

        private <T> T service(Class<T> type) {
            ServiceReference<T> reference = context.getServiceReference(type);
            T service = reference == null ? null : context.getService(reference);
            if (service == null) {
                throw new IllegalStateException("no service " + type.getName());
            }
            return service;
        }
    }
}
