package org.underpass.engine;

/** A plug-in failed where nothing can go on without it. */
public final class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient PluginFailure failure;

    public PluginException(PluginFailure failure) {
        super(failure.message(), failure.cause());
        this.failure = failure;
    }

    /** Which plug-in, in which step. */
    public PluginFailure failure() {
        return failure;
    }
}
