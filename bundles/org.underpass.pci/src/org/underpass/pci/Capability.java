package org.underpass.pci;

import java.util.List;

/**
 * One entry of a function's capability list or extended capability list.
 *
 * <p>The variants hold registers as the function shows them, with accessors for the fields that decisions rest on;
 * {@link #fields()} gives all fields under their specification's names. Where nothing is decided upon, a
 * {@link DescribedCapability} has the fields alone. Capability ids: PCI Code and ID Assignment
 * Specification; layouts: PCI Express Base Specification, chapter 7, unless a variant says otherwise.
 */
public sealed interface Capability permits StandardCapability, ExtendedCapability,
        DescribedCapability, UnknownCapability, TruncatedCapability {

    /** Capability ID: 8 bits in the standard list, 16 bits in the extended one. */
    int id();

    /** The specification's name. */
    String name();

    /** Where the capability's header lies in configuration space. */
    int offset();

    /** Whether it is an entry of the extended list (from 0x100). */
    boolean extended();

    /** All fields in register order, as far as this library knows the layout. Built at each call. */
    List<Field> fields();
}
