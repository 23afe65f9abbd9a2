package org.underpass.host.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;

/** The user's keys: those of the agent first, then those that lie in {@code ~/.ssh}. Adds and removes none. */
final class SshKeys implements IdentityRepository {
    private static final List<String> NAMES = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final Vector<Identity> keys = new Vector<>();
    private final List<String> locked = new ArrayList<>();

    /**
     * @param more key files that the configuration of ssh names
     * @param canAsk whether somebody is there who could be asked for a passphrase
     */
    SshKeys(Path folder, List<Path> more, boolean agent, boolean canAsk) {
        if (agent) {
            try {
                keys.addAll(new AgentIdentityRepository(new SSHAgentConnector()).getIdentities());
            } catch (AgentProxyException | RuntimeException noAgent) {
                // Keys in files remain, and the message of a refusal says what was tried.
            }
        }
        List<Path> files = new ArrayList<>(more);
        NAMES.forEach(name -> files.add(folder.resolve(name)));
        for (Path file : files) {
            JSch own = new JSch();
            try {
                if (Files.isReadable(file)) {
                    own.addIdentity(file.toString());
                }
            } catch (JSchException noKey) {
                locked.add(file + " (" + noKey.getMessage() + ")");
            }
            for (Identity key : own.getIdentityRepository().getIdentities()) {
                if (key.isEncrypted() && !canAsk) {
                    locked.add(file + " (it has a passphrase; an agent would know it)");
                } else {
                    keys.add(key);
                }
            }
        }
    }

    /** What was tried, for people. */
    String describe() {
        String tried = keys.isEmpty() ? "no key was found in an agent or in ~/.ssh" : "tried " + String.join(", ",
                keys.stream().map(Identity::getName).toList());
        return locked.isEmpty() ? tried : tried + "; not usable: " + String.join(", ", locked);
    }

    @Override
    public String getName() {
        return "agent and files";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    public Vector<Identity> getIdentities() {
        return keys;
    }

    @Override
    public boolean add(byte[] identity) {
        return false;
    }

    @Override
    public boolean remove(byte[] blob) {
        return false;
    }

    @Override
    public void removeAll() {
        // The user's keys are his.
    }
}
