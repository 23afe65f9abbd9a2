/**
 * Option ROMs: what firmware runs to bring a card up, and what a guest is given with {@code romfile}.
 *
 * <p>{@link org.underpass.pci.rom.OptionRom#parse} takes a dump apart into {@link org.underpass.pci.rom.RomImage}s;
 * {@link org.underpass.pci.rom.RomComparison} compares two dumps; {@link org.underpass.pci.rom.Vfct} reads the ACPI
 * table in which firmware hands over the ROMs of AMD adapters. All of them are total: bytes that make no sense become
 * {@link org.underpass.pci.rom.RomProblem}s with offsets.
 */
package org.underpass.pci.rom;
