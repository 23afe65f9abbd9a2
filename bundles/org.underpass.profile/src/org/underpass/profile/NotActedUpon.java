package org.underpass.profile;

import org.underpass.profile.source.Span;

/**
 * A setting that the language has and this version of the product reads, but does nothing about yet.
 *
 * @param path where it is
 * @param span where it stands
 * @param feature the part of the product that will act upon it, such as "switching adapters"
 */
public record NotActedUpon(String path, Span span, String feature) {
    /** One sentence for people. */
    public String message() {
        return path + " is understood but not acted upon yet: " + feature + " comes with a later version";
    }
}
