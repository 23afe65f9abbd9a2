/**
 * The text of a profile as a tree whose nodes know their place, and edits that change no more than they must.
 *
 * <p>{@link org.underpass.profile.source.ProfileSource} is the entry: parse a text, look up a
 * {@linkplain org.underpass.profile.source.Span place} by path or a path by place, turn a
 * {@link org.underpass.profile.source.ProfileEdit} (data, as rules and forms produce it) into a
 * {@link org.underpass.profile.source.TextEdit}. It knows YAML and its limits, but no key of the language.
 */
package org.underpass.profile.source;
