package org.underpass.host.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ConfigRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchUnknownHostKeyException;
import com.jcraft.jsch.OpenSSHConfig;
import com.jcraft.jsch.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.HostException;
import org.underpass.host.HostException.Kind;
import org.underpass.host.capture.CaptureScript;

/** Runs the capture script on another machine and gives back the archive that it writes. */
public final class SshCapture {
    private static final int DEFAULT_PORT = 22;
    private static final int CONNECT_MILLIS = 15_000;
    private static final int ALIVE_MILLIS = 15_000;
    private static final int LARGEST = 64 << 20;
    private static final int LONGEST_COMPLAINT = 1 << 16;

    private final SshAddress address;
    private final Path settings;
    private final boolean agent;

    /** @param settings the user's {@code ~/.ssh} */
    SshCapture(SshAddress address, Path settings, boolean agent) {
        this.address = address;
        this.settings = settings;
        this.agent = agent;
    }

    /**
     * Captures a machine: takes as long as the script takes there, mostly seconds.
     *
     * @return a tar archive, packed or not
     * @throws HostException where it cannot be reached, does not let us in, or the script fails there
     */
    public static byte[] take(SshAddress address) throws HostException {
        return new SshCapture(address, Path.of(System.getProperty("user.home"), ".ssh"),
                System.getenv("SSH_AUTH_SOCK") != null).take();
    }

    byte[] take() throws HostException {
        JSch library = new JSch();
        Optional<ConsoleQuestions> questions = ConsoleQuestions.ofTerminal();
        Optional<ConfigRepository.Config> configured = configuration().map(found -> found.getConfig(address.name()));
        SshKeys keys = new SshKeys(settings, configured.map(this::keyFiles).orElse(List.of()), agent,
                questions.isPresent());
        library.setIdentityRepository(keys);
        Session session = null;
        try {
            library.setKnownHosts(new ByteArrayInputStream(knownHosts()));
            session = library.getSession(address.user().or(() -> configured.map(ConfigRepository.Config::getUser))
                            .orElse(System.getProperty("user.name")),
                    configured.map(ConfigRepository.Config::getHostname).orElse(address.name()),
                    address.port().orElse(configured.map(ConfigRepository.Config::getPort).filter(port -> port > 0)
                            .orElse(DEFAULT_PORT)));
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("PreferredAuthentications", questions.isPresent()
                    ? "publickey,keyboard-interactive,password" : "publickey");
            questions.ifPresent(session::setUserInfo);
            session.setServerAliveInterval(ALIVE_MILLIS);
            session.connect(CONNECT_MILLIS);
            return run(session);
        } catch (JSchException failure) {
            throw new HostException(Kind.REFUSED, address + ": " + reason(failure, keys) + (failure instanceof
                    JSchHostKeyException ? fingerprint(library, session) : ""), failure);
        } catch (IOException failure) {
            throw new HostException(Kind.REFUSED, address + ": the connection broke: " + failure.getMessage(), failure);
        } finally {
            if (session != null) {
                session.disconnect();
            }
        }
    }

    /** Names, ports and keys that the user has configured for ssh, as far as the library knows the keywords. */
    private Optional<ConfigRepository> configuration() {
        Path file = settings.resolve("config");
        try {
            return Files.isReadable(file) ? Optional.of(OpenSSHConfig.parseFile(file.toString())) : Optional.empty();
        } catch (IOException | RuntimeException unfit) {
            return Optional.empty();
        }
    }

    private List<Path> keyFiles(ConfigRepository.Config configured) {
        List<Path> files = new ArrayList<>();
        String[] named = configured.getValues("IdentityFile");
        for (String name : named == null ? new String[0] : named) {
            files.add(name.startsWith("~/") ? settings.resolveSibling(name.substring(2)) : Path.of(name));
        }
        return files;
    }

    /** The user's and the system's, read only: nothing is ever added. */
    private byte[] knownHosts() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : List.of(settings.resolve("known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"))) {
            if (Files.isReadable(file)) {
                all.write(Files.readAllBytes(file));
                all.write('\n');
            }
        }
        return all.toByteArray();
    }

    private byte[] run(Session session) throws JSchException, IOException, HostException {
        ChannelExec shell = (ChannelExec) session.openChannel("exec");
        shell.setCommand("sh -s");
        // As a function, so that the shell has read all of it before any of its programs could.
        shell.setInputStream(new ByteArrayInputStream(("underpass() {\n" + CaptureScript.text()
                + "\n}\nunderpass - < /dev/null\n").getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        shell.setErrStream(new BoundedOutput(complaints, LONGEST_COMPLAINT));
        InputStream out = shell.getInputStream();
        shell.connect(CONNECT_MILLIS);
        byte[] archive = out.readNBytes(LARGEST + 1);
        if (archive.length > LARGEST) {
            throw new HostException(Kind.MALFORMED, address + ": the capture has more than " + (LARGEST >> 20)
                    + " MiB");
        }
        for (int waited = 0; !shell.isClosed() && waited < CONNECT_MILLIS; waited += 20) {
            pause();
        }
        int status = shell.getExitStatus();
        if (status != 0 || archive.length == 0) {
            throw new HostException(Kind.REFUSED, address + ": the capture script ended there with status " + status
                    + last(complaints.toString(StandardCharsets.UTF_8)));
        }
        return archive;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static String last(String complaints) {
        List<String> lines = complaints.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : ": " + lines.getLast().strip();
    }

    private static String fingerprint(JSch library, Session session) {
        return session == null || session.getHostKey() == null ? "" : ": " + session.getHostKey().getType() + " "
                + session.getHostKey().getFingerPrint(library);
    }

    private String reason(JSchException failure, SshKeys keys) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof JSchUnknownHostKeyException) {
            return "its host key is not in ~/.ssh/known_hosts; connect once with ssh, which shows the key and asks";
        }
        if (failure instanceof JSchChangedHostKeyException) {
            return "its host key is not the one in ~/.ssh/known_hosts: another machine may answer in its place";
        }
        if (failure instanceof JSchHostKeyException) {
            return "its host key was refused: " + message;
        }
        if (message.startsWith("Auth ") || message.startsWith("USERAUTH ")) {
            return "it does not let us in (" + message + "); " + keys.describe();
        }
        return switch (root(failure)) {
            case UnknownHostException unknown -> "there is no host of that name";
            case NoRouteToHostException none -> "there is no route to it";
            case ConnectException refused -> "it refuses connections (" + refused.getMessage() + ")";
            case SocketTimeoutException slow -> "it did not answer within " + CONNECT_MILLIS / 1000 + " seconds";
            default -> message.contains("timeout") ? "it did not answer within " + CONNECT_MILLIS / 1000 + " seconds"
                    : message;
        };
    }

    private static Throwable root(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return at;
    }
}
