package org.underpass.engine;

/**
 * A plug-in that threw.
 *
 * @param bundle symbolic name of the bundle
 * @param step   what it was asked to do: {@code rule X1}, {@code quirk y while assessing 0000:01:00.0}
 * @param cause  what it threw
 */
public record PluginFailure(String bundle, String step, Throwable cause) {
    /** One sentence for a person. */
    public String message() {
        return "plug-in " + bundle + " failed in " + step + ": " + cause;
    }
}
