/**
 * A host over SSH: the capture script runs there, and its archive is read here.
 *
 * <p>Begin with {@link org.underpass.host.ssh.SshCapture#take SshCapture.take}. Nothing is written, here or there, but
 * the script's own temporary folder, which it removes. Keys come from the user's agent and from {@code ~/.ssh}; a
 * server whose key is not known is refused, never asked about. Loaded only when a host is named by {@code ssh://}.
 */
package org.underpass.host.ssh;
