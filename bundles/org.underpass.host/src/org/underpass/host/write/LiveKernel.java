package org.underpass.host.write;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.underpass.host.FileTree;
import org.underpass.host.tree.LiveTree;
import org.underpass.host.write.Step.Register;
import org.underpass.host.write.StepException.Reason;

/** The kernel that we run on. */
final class LiveKernel implements Kernel {
    /** Files whose writing only sets a value; any other may wait for a device for ever. */
    private static final Set<String> QUICK = Set.of("driver_override", "reset_method", "control", "d3cold_allowed",
            "sriov_drivers_autoprobe");
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin",
            "/run/current-system/sw/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final int MOST_WORDS = 4096;

    @Override
    public FileTree tree() {
        return new LiveTree();
    }

    @Override
    public void write(String path, String text, Duration limit) throws StepException, InterruptedException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        if (QUICK.contains(path.substring(path.lastIndexOf('/') + 1))) {
            try (OutputStream out = new FileOutputStream("/" + path)) {
                out.write(bytes);
            } catch (IOException e) {
                throw refused(path, e.getMessage(), e instanceof FileNotFoundException);
            }
            return;
        }
        String words = start(List.of("tee", "/" + path), bytes, limit);
        if (words != null) {
            throw refused(path, words.substring(words.lastIndexOf(": ") + (words.contains(": ") ? 2 : 1)), false);
        }
    }

    private static StepException refused(String path, String message, boolean opening) {
        String why = String.valueOf(message);
        Reason reason = why.contains("Permission denied") || why.contains("Operation not permitted") ? Reason.DENIED
                : why.contains("No such file") || opening ? Reason.GONE : Reason.REFUSED;
        String plain = why.startsWith("/") && why.endsWith(")") ? why.substring(why.lastIndexOf('(') + 1,
                why.length() - 1) : why;
        return new StepException(reason, "/" + path + ": " + plain
                + (reason == Reason.DENIED ? " (this needs root)" : ""));
    }

    @Override
    public void run(List<String> command, Duration limit) throws StepException, InterruptedException {
        String words = start(command, new byte[0], limit);
        if (words != null) {
            throw new StepException(words.contains("ermission denied") || words.contains("not permitted")
                    ? Reason.DENIED : Reason.REFUSED, command.getFirst() + ": " + words);
        }
    }

    /** Runs a program; null when it ended well, else its last words. */
    private static String start(List<String> command, byte[] input, Duration limit)
            throws StepException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.set(0, program(command.getFirst()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
            try (OutputStream out = process.getOutputStream()) {
                out.write(input);
            }
        } catch (IOException e) {
            throw new StepException(Reason.MISSING, command.getFirst() + " cannot be run: " + e.getMessage(), e);
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StepException(Reason.TIMED_OUT, "no answer within " + limit.toSeconds() + " s");
            }
        } finally {
            // A process within the kernel cannot be killed; it is left behind, and so are we not held up.
            process.destroyForcibly();
        }
        try (InputStream errors = process.getErrorStream()) {
            String last = new String(errors.readNBytes(MOST_WORDS), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 ? null
                    : last.isEmpty() ? "it ended with status " + process.exitValue()
                            : last.substring(last.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return process.exitValue() == 0 ? null : "it ended with status " + process.exitValue();
        }
    }

    private static String program(String name) throws StepException {
        for (String folder : FOLDERS) {
            Path path = Path.of(folder, name);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        throw new StepException(Reason.MISSING, "the program " + name + " is not installed");
    }

    @Override
    public void terminate(long pid) throws StepException {
        if (!ProcessHandle.of(pid).map(ProcessHandle::destroy).orElse(true)) {
            throw new StepException(Reason.DENIED, "it may not be asked (this needs root)");
        }
    }

    @Override
    public long peek(Register register) throws StepException {
        return access(register, false, 0);
    }

    @Override
    public void poke(Register register, long value) throws StepException {
        access(register, true, value);
    }

    private static long access(Register register, boolean write, long value) throws StepException {
        String folder = "/" + StepState.folder(register.function()) + "/";
        try {
            if (register instanceof Register.Config r) {
                try (RandomAccessFile file = new RandomAccessFile(folder + "config", write ? "rw" : "r")) {
                    file.seek(r.offset());
                    return write ? writeConfig(file, r.width(), value) : readConfig(file, r.width());
                }
            }
            Register.Memory r = (Register.Memory) register;
            Path file = Path.of(folder + "resource" + r.bar());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (r.offset() + r.width() > channel.size()) {
                    throw new StepException(Reason.MISSING, StepWords.register(r) + " lies beyond the end of the BAR");
                }
                MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, r.offset(), r.width());
                memory.order(ByteOrder.LITTLE_ENDIAN);
                return write ? writeMemory(memory, r.width(), value) : readMemory(memory, r.width());
            }
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            throw new StepException(why.contains("ermission") || e instanceof java.nio.file.AccessDeniedException
                    ? Reason.DENIED : Reason.REFUSED, StepWords.register(register) + " cannot be "
                    + (write ? "written" : "read") + ": " + why, e);
        }
    }

    private static long readConfig(RandomAccessFile file, int width) throws IOException {
        byte[] bytes = new byte[width];
        file.readFully(bytes);
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    /** One write of the register's width: the kernel passes it on as one access. */
    private static long writeConfig(RandomAccessFile file, int width, long value) throws IOException {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (value >> 8 * i);
        }
        file.write(bytes);
        return value;
    }

    private static long readMemory(MappedByteBuffer memory, int width) {
        return switch (width) {
            case 1 -> memory.get(0) & 0xffL;
            case 2 -> memory.getShort(0) & 0xffffL;
            default -> memory.getInt(0) & 0xffffffffL;
        };
    }

    private static long writeMemory(MappedByteBuffer memory, int width, long value) {
        switch (width) {
            case 1 -> memory.put(0, (byte) value);
            case 2 -> memory.putShort(0, (short) value);
            default -> memory.putInt(0, (int) value);
        }
        return value;
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
