package org.underpass.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.underpass.profile.language.Reading;
import org.underpass.profile.language.Section;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileProblem.Code;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.SourceNode;
import org.underpass.profile.source.Span;

/**
 * Reads profiles. Never throws for what a file holds: everything that is wrong with it becomes a
 * {@link ProfileProblem} with its place, as many at once as can be told apart. Stateless; any thread.
 */
public final class ProfileReader {
    private ProfileReader() {
    }

    /**
     * Reads a file. At most {@link ProfileSource#MAX_BYTES} and one byte of it are read, whatever its size and even
     * when it is an endless device.
     */
    public static ProfileResult readFile(Path file) {
        return readFile(file, file.toString());
    }

    /**
     * Reads a file that the user knows under another name, such as one relative to a folder that is not ours.
     *
     * @param name what messages and places call it
     */
    public static ProfileResult readFile(Path file, String name) {
        try {
            if (Files.isDirectory(file)) {
                return unreadable(name, "is a folder, not a file");
            }
            if (Files.isRegularFile(file) && Files.size(file) > ProfileSource.MAX_BYTES) {
                return tooLarge(name, Files.size(file));
            }
            ProfileResult result;
            try (InputStream in = Files.newInputStream(file)) {
                result = read(limited(in), name);
            }
            return withDevices(result, file.toAbsolutePath().getParent());
        } catch (NoSuchFileException e) {
            return unreadable(name, "there is no such file");
        } catch (AccessDeniedException e) {
            return unreadable(name, "permission denied");
        } catch (IOException e) {
            return unreadable(name, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * Completes a machine by the device profiles that it names in {@code devices[].use}. One that cannot be read is an
     * error where it is named.
     *
     * @param folder where relative names start: that of the machine's own file
     * @return the same result when it names none
     */
    public static ProfileResult withDevices(ProfileResult result, Path folder) {
        return DeviceUse.apply(result, name -> {
            try {
                Path file = folder.resolve(name);
                // Not readFile: a device profile names no others, and a circle cannot be.
                if (!Files.isRegularFile(file)) {
                    return unreadable(name, "there is no such file");
                }
                try (InputStream in = Files.newInputStream(file)) {
                    return read(limited(in), name);
                }
            } catch (InvalidPathException | IOException e) {
                return unreadable(name, "cannot be read: " + e.getMessage());
            }
        });
    }

    private static byte[] limited(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        byte[] buffer = new byte[8192];
        int count;
        while (bytes.size() <= ProfileSource.MAX_BYTES && (count = in.read(buffer)) >= 0) {
            bytes.write(buffer, 0, count);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the bytes of a profile.
     *
     * @param bytes UTF-8, with or without byte order mark
     * @param fileName what messages call it; its suffix tells machine from device where the key {@code kind} does not
     */
    public static ProfileResult read(byte[] bytes, String fileName) {
        if (bytes.length > ProfileSource.MAX_BYTES) {
            return tooLarge(fileName, bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            in.position(3);
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            return notText(bytes, in.position(), out, fileName);
        }
        return read(out.toString(), fileName);
    }

    private static ProfileResult notText(byte[] bytes, int at, CharBuffer before, String fileName) {
        ProfileSource good = ProfileSource.parse("", fileName);
        String text = before.toString();
        long line = 1 + text.chars().filter(c -> c == '\n').count();
        int column = text.length() - text.lastIndexOf('\n');
        Span span = new Span(text.length(), 0, (int) line, column);
        String utf16 = bytes.length > 1 && (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe
                || bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)
                        ? "; it looks like UTF-16: save it as UTF-8" : ": a profile is UTF-8 text";
        return broken(good, ProfileProblem.error(Code.NOT_UTF8,
                "byte 0x%02x at offset %d is not UTF-8".formatted(bytes[at] & 0xff, at) + utf16, "", span));
    }

    /** Reads a text that is in memory, such as that of an editor; see {@link #read(byte[], String)}. */
    public static ProfileResult read(String text, String fileName) {
        // Cheap test first; only texts near the limit are measured in bytes.
        if (text.length() > ProfileSource.MAX_BYTES) {
            return tooLarge(fileName, text.length());
        }
        return read(ProfileSource.parse(text, fileName));
    }

    /** Reads what was parsed already, such as the outcome of an edit. */
    public static ProfileResult read(ProfileSource source) {
        if (source.root().isEmpty() && !source.problems().isEmpty()) {
            return new ProfileResult(source, Optional.empty(), source.problems(), List.of());
        }
        Kind kind = kind(source);
        Reading reading = new Reading(source, kind == Kind.DEVICE ? ProfileLanguage.device() : ProfileLanguage.vm());
        Section section = reading.read();
        Profile profile;
        if (kind == Kind.DEVICE) {
            profile = DeviceBinder.bind(source, section);
        } else {
            VmProfile vm = new VmBinder(source).bind(section);
            CrossChecks.check(vm, reading);
            profile = vm;
        }
        List<ProfileProblem> problems = new ArrayList<>(source.problems());
        problems.addAll(reading.problems());
        contradiction(source, kind).ifPresent(problems::add);
        if (problems.size() > 1) {
            problems.sort(Comparator.comparing(ProfileProblem::span).thenComparing(ProfileProblem::code));
        }
        List<NotActedUpon> later = reading.later().stream()
                .map(l -> new NotActedUpon(l.path(), l.span(), l.feature())).toList();
        return new ProfileResult(source, Optional.of(profile), problems, later);
    }

    private enum Kind {
        VM("vm", ProfileLanguage.VM_SUFFIX), DEVICE("device", ProfileLanguage.DEVICE_SUFFIX);

        final String word;
        final String suffix;

        Kind(String word, String suffix) {
            this.word = word;
            this.suffix = suffix;
        }
    }

    /** What the file says it is, else what its name says, else a machine. */
    private static Kind kind(ProfileSource source) {
        String word = source.node("kind") instanceof Optional<SourceNode> node && node.isPresent()
                && node.get() instanceof SourceNode.Scalar scalar ? scalar.text() : "";
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        return source.fileName().endsWith(Kind.DEVICE.suffix) ? Kind.DEVICE : Kind.VM;
    }

    private static Optional<ProfileProblem> contradiction(ProfileSource source, Kind kind) {
        Kind other = kind == Kind.VM ? Kind.DEVICE : Kind.VM;
        if (!source.fileName().endsWith(other.suffix) || source.span("kind").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ProfileProblem.error(Code.CONFLICT, "kind: " + kind.word
                + " stands in a file whose name ends in "
                + other.suffix + ": rename the file to *" + kind.suffix + ", or write kind: " + other.word, "kind",
                source.nearestSpan("kind")).suggesting(other.word, new ProfileEdit.Set("kind", other.word)));
    }

    private static ProfileResult tooLarge(String fileName, long size) {
        return broken(ProfileSource.parse("", fileName), ProfileProblem.error(Code.TOO_LARGE, "the file has "
                + (size > ProfileSource.MAX_BYTES + 8192L ? size + " bytes" : "more than 1 MiB")
                + ": a profile has at most 1 MiB", "", Span.START));
    }

    private static ProfileResult unreadable(String fileName, String why) {
        return broken(ProfileSource.parse("", fileName), ProfileProblem.error(Code.UNREADABLE, why, "", Span.START));
    }

    private static ProfileResult broken(ProfileSource source, ProfileProblem problem) {
        return new ProfileResult(source, Optional.empty(), List.of(problem), List.of());
    }
}
