/**
 * Writes a host to a file that reads like the host.
 *
 * <p>Begin with {@link org.underpass.host.capture.Capture#of Capture.of}, which collects a host's files, and
 * {@link org.underpass.host.capture.Capture#writeTo writeTo}, which packs them.
 * {@link org.underpass.host.capture.CaptureScript} is the same for machines without Java. What is collected, and what
 * is taken out of it, stands in one list, {@code paths.txt}; the script carries it along word for word.
 *
 * <p>Rules of the house: a capture says of each kind of file whether it is there completely
 * ({@code underpass/complete}), so that absent stays absent and unknown stays unknown. The same host gives the same
 * bytes. Nothing that names a person or a machine goes in unasked ({@link org.underpass.host.capture.Sensitive}), and
 * {@code underpass/capture.json} lists what was left out and what could not be read.
 *
 * <p>All types are provider types: readers import {@code [1.0,2)}.
 */
package org.underpass.host.capture;
