package org.underpass.host.ssh;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A machine as {@code ssh://[user@]name[:port]} names it.
 *
 * @param user empty for what the user's configuration of ssh says, else the local name
 * @param name a host name, an address (IPv6 in brackets), or a name from the configuration of ssh
 * @param port empty for what the configuration says, else 22
 */
public record SshAddress(Optional<String> user, String name, OptionalInt port) {

    /** Reads one; empty where it is none, or holds a password, which does not belong there. */
    public static Optional<SshAddress> parse(String text) {
        try {
            URI uri = new URI(text);
            String user = uri.getUserInfo();
            boolean plain = "ssh".equals(uri.getScheme()) && uri.getHost() != null && uri.getQuery() == null
                    && uri.getFragment() == null && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
                    && uri.getPort() <= 0xffff && uri.getPort() != 0
                    && (user == null || !user.isEmpty() && user.indexOf(':') < 0 && !user.startsWith("-"));
            return !plain ? Optional.empty() : Optional.of(new SshAddress(Optional.ofNullable(user),
                    uri.getHost().replaceAll("^\\[|\\]$", ""),
                    uri.getPort() < 0 ? OptionalInt.empty() : OptionalInt.of(uri.getPort())));
        } catch (URISyntaxException unfit) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ssh://" + user.map(one -> one + "@").orElse("") + (name.indexOf(':') < 0 ? name : "[" + name + "]")
                + (port.isPresent() ? ":" + port.getAsInt() : "");
    }
}
