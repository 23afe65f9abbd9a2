package org.underpass.host.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.shell.InvertedShellWrapper;
import org.apache.sshd.server.shell.ProcessShell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.HostException;
import org.underpass.host.HostSources;

/** Against a server in this process, which runs real shells on a small captured root. */
class SshCaptureTest {
    @TempDir
    Path folder;

    private Path settings;
    private Path root;
    private SshServer server;
    private String allowed = "";
    private List<String> shell;

    @BeforeEach
    void serve() throws Exception {
        settings = Files.createDirectories(folder.resolve("home/.ssh"));
        root = folder.resolve("root");
        Path card = Files.createDirectories(root.resolve("sys/bus/pci/devices/0000:01:00.0"));
        Files.writeString(card.resolve("vendor"), "0x10de\n");
        Files.writeString(card.resolve("device"), "0x2484\n");
        Files.writeString(card.resolve("class"), "0x030000\n");
        shell = List.of("env", "UNDERPASS_ROOT=" + root, "TMPDIR=" + folder, "sh", "-s");
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        SimpleGeneratorHostKeyProvider own = new SimpleGeneratorHostKeyProvider(folder.resolve("hostkey"));
        own.setAlgorithm("EC");
        own.setKeySize(256);
        server.setKeyPairProvider(own);
        server.setPublickeyAuthenticator((user, key, session) -> user.equals("me")
                && PublicKeyEntry.toString(key).split(" ")[1].equals(allowed));
        server.setCommandFactory((channel, command) -> {
            assertEquals("sh -s", command);
            return new InvertedShellWrapper(new ProcessShell(shell));
        });
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(true);
    }

    private String serverKey() throws Exception {
        return PublicKeyEntry.toString(server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic());
    }

    private void know(String key) throws IOException {
        Files.writeString(settings.resolve("known_hosts"), "[127.0.0.1]:" + server.getPort() + " " + key + "\n");
    }

    private String newKey(String name) throws Exception {
        KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        pair.writePrivateKey(settings.resolve(name).toString());
        return Base64.getEncoder().encodeToString(pair.getPublicKeyBlob());
    }

    private byte[] take(String address) throws HostException {
        return new SshCapture(SshAddress.parse(address).orElseThrow(), settings, false).take();
    }

    private byte[] take() throws HostException {
        return take("ssh://me@127.0.0.1:" + server.getPort());
    }

    private void assertRefused(String part) {
        HostException refused = assertThrows(HostException.class, this::take);
        assertEquals(HostException.Kind.REFUSED, refused.kind());
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
        assertTrue(refused.getMessage().startsWith("ssh://me@127.0.0.1:"), refused.getMessage());
    }

    @Test
    void aMachineIsCapturedAndNothingStaysThere() throws Exception {
        know(serverKey());
        allowed = newKey("id_ecdsa");
        Path file = Files.write(folder.resolve("there"), take());
        assertEquals(List.of("0000:01:00.0"), HostSources.open(file).functions().stream().map(Object::toString)
                .toList());
        try (var left = Files.list(folder)) {
            assertFalse(left.anyMatch(path -> path.getFileName().toString().startsWith(".underpass-capture")));
        }
    }

    @Test
    void namesUsersPortsAndKeysComeFromTheConfiguration() throws Exception {
        Files.writeString(settings.resolve("known_hosts"), "[127.0.0.1]:" + server.getPort() + " " + serverKey()
                + "\n");
        allowed = newKey("work_key");
        Files.writeString(settings.resolve("config"), "Host lab\n  HostName 127.0.0.1\n  Port " + server.getPort()
                + "\n  User me\n  IdentityFile ~/.ssh/work_key\n");
        assertTrue(take("ssh://lab").length > 0);
    }

    @Test
    void anUnknownOrChangedServerIsRefused() throws Exception {
        allowed = newKey("id_ecdsa");
        assertRefused("is not in ~/.ssh/known_hosts");
        assertRefused("ecdsa-sha2-nistp256 SHA256:");
        assertFalse(Files.exists(settings.resolve("known_hosts")), "nothing is added");
        KeyPair other = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        other.writePublicKey(text, "other");
        know(text.toString().strip());
        assertRefused("another machine may answer");
    }

    @Test
    void whoMayNotComeInIsToldWhatWasTried() throws Exception {
        know(serverKey());
        assertRefused("no key was found");
        newKey("id_ecdsa");
        assertRefused("tried " + settings.resolve("id_ecdsa"));
        KeyPair locked = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        locked.writePrivateKey(settings.resolve("id_ecdsa").toString(), "secret".getBytes());
        assertRefused("it has a passphrase");
    }

    @Test
    void aClosedPortAndAScriptThatFailsAreSaid() throws Exception {
        know(serverKey());
        allowed = newKey("id_ecdsa");
        shell = List.of("sh", "-c", "echo sh: no shell for you >&2; exit 9");
        assertRefused("status 9: sh: no shell for you");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        HostException refused = assertThrows(HostException.class, () -> take("ssh://me@127.0.0.1:" + free));
        assertTrue(refused.getMessage().contains("refuses connections"), refused.getMessage());
        HostException nobody = assertThrows(HostException.class, () -> take("ssh://me@no-such-host.invalid"));
        assertTrue(nobody.getMessage().contains("no host of that name"), nobody.getMessage());
    }

    @Test
    void addressesAreStrict() {
        assertEquals(Optional.of(new SshAddress(Optional.of("me"), "lab", OptionalInt.of(2222))),
                SshAddress.parse("ssh://me@lab:2222"));
        assertEquals("ssh://[fe80::1]", SshAddress.parse("ssh://[fe80::1]").orElseThrow().toString());
        for (String wrong : List.of("ssh://", "ssh:me@lab", "ssh://me:secret@lab", "ssh://me@lab/etc", "ssh://me@lab:0",
                "ssh://-oProxyCommand@lab", "ssh://me@lab?x", "http://lab", "ssh://me@lab:99999")) {
            assertEquals(Optional.empty(), SshAddress.parse(wrong), wrong);
        }
    }
}
