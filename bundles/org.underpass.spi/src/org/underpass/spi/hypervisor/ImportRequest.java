package org.underpass.spi.hypervisor;

import java.util.Optional;
import org.underpass.host.Host;

/**
 * A file to import.
 *
 * @param fileName the last part of its name
 * @param content  its bytes; the record shares the array, nobody changes it
 * @param host     where the machine ran: devices are then written by identity, not by address alone; absent where the
 *                 user names none
 */
public record ImportRequest(String fileName, byte[] content, Optional<Host> host) {
}
