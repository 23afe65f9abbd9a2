package org.underpass.pci;

/**
 * One field of a register, for viewers that show every capability in the same way.
 *
 * @param register name of the register in its specification
 * @param name name of the field in its specification
 * @param offset offset of the register in configuration space
 * @param size size of the register in bytes
 * @param lowBit lowest bit of the field in the register
 * @param width number of bits
 * @param value the field's bits, shifted down, unsigned
 * @param meaning the value in words or with a unit; the plain number where the specification gives no more
 */
public record Field(String register, String name, int offset, int size, int lowBit, int width, long value,
        String meaning) {
}
