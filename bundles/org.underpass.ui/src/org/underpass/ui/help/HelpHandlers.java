package org.underpass.ui.help;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.osgi.framework.FrameworkUtil;
import org.underpass.engine.RulePage;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.language.Type;
import org.underpass.ui.Engine;
import org.underpass.ui.Latest;
import org.underpass.ui.build.TextEditor;
import org.underpass.ui.build.TextInput;

/** Opens pages of help; which of them, says the command's id. */
public final class HelpHandlers extends AbstractHandler {
    private final Latest<String, TextInput> maker = new Latest<>("Help", 0,
            (id, monitor) -> new TextInput(title(id), page(id), Optional.empty()),
            input -> TextEditor.open(input, false), failure -> TextEditor.open(new TextInput("Help",
                    "This page cannot be made: " + failure, Optional.empty()), false));

    @Override
    public Object execute(ExecutionEvent event) {
        String id = event.getCommand().getId();
        maker.ask(id.substring(id.lastIndexOf('.') + 1));
        return null;
    }

    private static String title(String id) {
        return switch (id) {
            case "rules" -> "All rules";
            case "language" -> "Profile language";
            default -> "First steps";
        };
    }

    private static String page(String id) throws IOException {
        return switch (id) {
            case "rules" -> rules();
            case "language" -> language();
            default -> bundled("first-steps.md");
        };
    }

    private static String bundled(String name) throws IOException {
        var url = FrameworkUtil.getBundle(HelpHandlers.class).getEntry("help/" + name);
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String rules() {
        StringBuilder out = new StringBuilder();
        Engine.plugins().rules().forEach(r -> out.append(RulePage.markdown(r.part().info())).append("\n\n"));
        return out.toString().stripTrailing() + "\n";
    }

    private static String language() {
        StringBuilder out = new StringBuilder("# Keys of a machine's profile (*.vm.yaml)\n\n");
        list(ProfileLanguage.vm(), "", out);
        out.append("\n# Keys of a device's profile (*.device.yaml)\n\n");
        list(ProfileLanguage.device(), "", out);
        return out.toString();
    }

    private static void list(Type type, String indent, StringBuilder out) {
        switch (type) {
            case Type.Keys keys -> keys.keys().forEach(k -> {
                out.append(indent).append(k.name()).append(k.required() ? " (required)  " : "  ").append(k.meaning());
                k.later().ifPresent(l -> out.append(" Not acted upon yet: ").append(l).append(" is not there."));
                out.append('\n');
                if (k.type() instanceof Type.Choice choice) {
                    choice.words().forEach(w -> out.append(indent).append("    ").append(w.word()).append(": ")
                            .append(w.meaning()).append('\n'));
                }
                list(k.type(), indent + "  ", out);
            });
            case Type.Items items -> list(items.item(), indent, out);
            default -> { }
        }
    }
}
