package org.underpass.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few things that the lab asks of QEMU's monitor, from outside. */
final class Qmp implements AutoCloseable {
    private static final Pattern VALUE = Pattern.compile("0x([0-9a-f]+)(?:\\\\r|\\\\n|\")");
    private final SocketChannel channel;
    private final BufferedReader answers;

    Qmp(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        answers = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        answers.readLine();
        run("qmp_capabilities", "{}");
    }

    /** Runs a command; the answer is its line of JSON. */
    String run(String command, String arguments) throws IOException {
        channel.write(ByteBuffer.wrap(("{\"execute\":\"" + command + "\",\"arguments\":" + arguments + "}\n")
                .getBytes(StandardCharsets.UTF_8)));
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith("{\"return\"")) {
                return line;
            }
            if (line.startsWith("{\"error\"")) {
                throw new IOException(command + ": " + line);
            }
        }
        throw new IOException(command + ": QEMU is gone");
    }

    void screendump(String device, Path png) throws IOException {
        run("screendump", "{\"filename\":\"" + png + "\",\"device\":\"" + device + "\",\"head\":0,\"format\":\"png\"}");
    }

    /** Physical memory into a raw file. */
    void memory(long address, long length, Path file) throws IOException {
        run("pmemsave", "{\"val\":" + address + ",\"size\":" + length + ",\"filename\":\"" + file + "\"}");
    }

    /** All of physical memory as an ELF core. */
    void core(Path file) throws IOException {
        run("dump-guest-memory", "{\"paging\":false,\"protocol\":\"file:" + file + "\"}");
    }

    /** A register of 64 bits at a physical address. */
    long register(long address) throws IOException {
        String answer = run("human-monitor-command", "{\"command-line\":\"xp /1gx 0x" + Long.toHexString(address)
                + "\"}");
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new IOException("no value in " + answer);
        }
        return Long.parseUnsignedLong(value.group(1), 16);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
