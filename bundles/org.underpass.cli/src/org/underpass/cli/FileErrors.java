package org.underpass.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong with a file, in words. */
final class FileErrors {
    private FileErrors() {
    }

    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException none -> "no such file";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> failure.getMessage();
        };
    }
}
