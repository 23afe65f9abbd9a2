package org.underpass.host.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** Asks for passwords where somebody sits at a terminal, and nobody else. */
final class ConsoleQuestions implements UserInfo, UIKeyboardInteractive {
    private final Console console;
    private String answer;

    private ConsoleQuestions(Console console) {
        this.console = console;
    }

    /** Empty where no terminal is there. Java 22 to 24 have a console also where there is none, and a method to ask. */
    static Optional<ConsoleQuestions> ofTerminal() {
        Console console = System.console();
        try {
            return console == null || !(boolean) Console.class.getMethod("isTerminal").invoke(console)
                    ? Optional.empty() : Optional.of(new ConsoleQuestions(console));
        } catch (NoSuchMethodException older) {
            return Optional.of(new ConsoleQuestions(console));
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            return Optional.empty();
        }
    }

    private boolean ask(String question) {
        char[] given = console.readPassword("%s: ", question);
        answer = given == null ? null : new String(given);
        return given != null;
    }

    @Override
    public String getPassphrase() {
        return answer;
    }

    @Override
    public String getPassword() {
        return answer;
    }

    @Override
    public boolean promptPassword(String message) {
        return ask(message);
    }

    @Override
    public boolean promptPassphrase(String message) {
        return ask(message);
    }

    /** Asked of a host whose key is not known: no. */
    @Override
    public boolean promptYesNo(String message) {
        return false;
    }

    @Override
    public void showMessage(String message) {
        // A server's greeting is nothing for the answer, nor for the log.
    }

    @Override
    public String[] promptKeyboardInteractive(String destination, String name, String instruction, String[] prompts,
            boolean[] echo) {
        String[] answers = new String[prompts.length];
        for (int i = 0; i < prompts.length; i++) {
            if (!ask(destination + " " + prompts[i].strip())) {
                return null;
            }
            answers[i] = answer;
        }
        return answers;
    }
}
