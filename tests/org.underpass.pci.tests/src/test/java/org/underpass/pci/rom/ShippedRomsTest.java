package org.underpass.pci.rom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.pci.CorporaPath;

/** Option ROMs that Debian ships. */
class ShippedRomsTest {

    @Test
    void readsThemAll() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(CorporaPath.require("roms"))) {
            for (Path file : files.sorted().toList()) {
                OptionRom rom = OptionRom.parse(Files.readAllBytes(file));
                StringBuilder text = new StringBuilder(file.getFileName() + ":");
                for (RomImage image : rom.images()) {
                    text.append(String.format(" %s %04x:%04x", image.codeTypeName(), image.vendor(), image.device()));
                    image.efi().ifPresent(efi -> text.append(" ").append(efi.machineName())
                            .append(efi.compressed() ? " compressed" : " plain"));
                    text.append(image.checksumOk() ? "" : " bad checksum").append(image.last() ? " last" : "");
                }
                rom.problems().forEach(problem -> text.append(" ").append(problem.kind()));
                found.add(text.toString());
            }
        }
        assertEquals(List.of(
                "efi-e1000e.rom: PC-AT (x86 BIOS) 8086:10d3 UEFI 8086:10d3 x86-64 plain last",
                "efi-virtio.rom: PC-AT (x86 BIOS) 1af4:1041 UEFI 1af4:1041 x86-64 plain last",
                "pxe-virtio.rom: PC-AT (x86 BIOS) 1af4:1041 last",
                "qboot.rom: NO_SIGNATURE",
                "vgabios-qxl.bin: PC-AT (x86 BIOS) 1b36:0100 last",
                "vgabios-ramfb.bin: NO_DATA_STRUCTURE",
                "vgabios-stdvga.bin: PC-AT (x86 BIOS) 1234:1111 last",
                "vgabios-virtio.bin: PC-AT (x86 BIOS) 1af4:1050 last"), found);
    }
}
