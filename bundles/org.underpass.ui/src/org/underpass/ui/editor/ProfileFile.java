package org.underpass.ui.editor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.underpass.profile.source.ProfileSource;

/**
 * A profile's file on disk: read as strict UTF-8, written in one step, and watched by its stamp. What is not text is never
 * written back.
 */
final class ProfileFile {
    /**
     * A file's state by which a change by somebody else is noticed; absent files have a stamp too.
     */
    record Stamp(boolean there, long modified, long size) {
        static Stamp of(Path file) {
            try {
                return new Stamp(true, Files.getLastModifiedTime(file).toMillis(), Files.size(file));
            } catch (IOException gone) {
                return new Stamp(false, 0, 0);
            }
        }
    }

    /** What was read: the text, and whether it began with a byte order mark, which is written again. */
    record Content(String text, boolean mark, Stamp stamp) {
    }

    private static final Set<PosixFilePermission> WRITING = Set.of(PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private ProfileFile() {
    }

    /**
     * @throws IOException with a sentence for people
     */
    static Content read(Path file) throws IOException {
        Stamp stamp = Stamp.of(file);
        try {
            if (stamp.size > ProfileSource.MAX_BYTES) {
                throw new IOException("it has " + stamp.size + " bytes; a profile has at most 1 MiB");
            }
            byte[] bytes = Files.readAllBytes(file);
            boolean mark = bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb
                    && bytes[2] == (byte) 0xbf;
            var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            String text = decoder.decode(ByteBuffer.wrap(bytes, mark ? 3 : 0, bytes.length - (mark ? 3 : 0)))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new IOException("it is not text: it holds a NUL at character " + text.indexOf('\0'));
            }
            return new Content(text, mark, stamp);
        } catch (CharacterCodingException binary) {
            throw new IOException("it is not text: a profile is UTF-8", binary);
        } catch (NoSuchFileException gone) {
            throw new IOException("there is no such file", gone);
        } catch (AccessDeniedException refused) {
            throw new IOException("permission denied", refused);
        }
    }

    /** Whether nobody is meant to write it, the administrator included, whom the kernel would not stop. */
    static boolean readOnly(Path file) {
        try {
            return Files.exists(file) && (!Files.isWritable(file) || Files.getPosixFilePermissions(file).stream()
                    .noneMatch(WRITING::contains));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** Writes beside the file, then moves: a full disk leaves the old file as it was. */
    static Stamp write(Path file, String text, boolean mark) throws IOException {
        Path place = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        if (readOnly(place)) {
            throw new IOException("the file is read-only; File, Save As writes another");
        }
        byte[] bytes = ((mark ? "\ufeff" : "") + text).getBytes(StandardCharsets.UTF_8);
        Path temporary;
        try {
            temporary = Files.createTempFile(place.getParent(), ".underpass-", ".part");
        } catch (AccessDeniedException | NoSuchFileException refused) {
            throw new IOException(Files.isDirectory(place.getParent()) ? "the folder cannot be written"
                    : "the folder " + place.getParent() + " is gone", refused);
        }
        try {
            Files.write(temporary, bytes);
            if (Files.exists(place)) {
                Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(place));
            } else {
                Files.setPosixFilePermissions(temporary,
                        PosixFilePermissions.fromString("rw-r--r--"));
            }
            try {
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException other) {
                Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
        return Stamp.of(place);
    }
}
