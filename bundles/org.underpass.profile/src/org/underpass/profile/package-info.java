/**
 * The profile language: text to value and back.
 *
 * <p>Start at {@link org.underpass.profile.ProfileReader}: bytes or a file become a
 * {@link org.underpass.profile.ProfileResult} with a {@link org.underpass.profile.VmProfile} or a
 * {@link org.underpass.profile.DeviceProfile}, and every problem with its place. Profiles are plain records; where a
 * value stands is asked by its path: {@code profile.span("devices[0].address")}. A new profile is written by
 * {@link org.underpass.profile.ProfileTemplates}; changes are made on the
 * {@linkplain org.underpass.profile.source.ProfileSource source}, so that comments and order stay.
 *
 * <p>{@link org.underpass.profile.ProfileLanguage} holds every key with its type and meaning. Reader, JSON Schema,
 * completion and hover are made from that one table: a new key is added there, and to the record that carries it.
 *
 * <p>Everything here is immutable or stateless and may be used by any thread; nothing but
 * {@code ProfileReader.readFile} touches a file.
 */
package org.underpass.profile;
