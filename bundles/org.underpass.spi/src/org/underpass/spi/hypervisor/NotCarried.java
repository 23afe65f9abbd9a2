package org.underpass.spi.hypervisor;

/**
 * Something of an imported file that its profile does not say.
 *
 * @param what what it is, in the words of the file: an element, an option, a key with its value
 * @param why  why it is not there, or what is there instead; one clause
 * @param line its line in the file, from 1; 0 where the file has no lines
 */
public record NotCarried(String what, String why, int line) {
}
