package org.underpass.host.live;

/** The kernel does not let us. The message is one sentence that names the door and, where there is one, the key. */
public final class Obstacle extends Exception {
    private static final long serialVersionUID = 1L;

    Obstacle(String message) {
        super(message);
    }
}
