package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.underpass.pci.PciAddress;
import org.underpass.profile.language.Quantities;
import org.underpass.profile.source.ProfilePath;

/** Sizes, sets, addresses, and the templates that write them. */
class ValuesTest {
    @Test
    void sizesReadBack() {
        for (String text : List.of("0 B", "1 KiB", "16 GiB", "1536 MiB", "64 TiB")) {
            assertEquals(text, Quantities.size(Quantities.size(text).orElseThrow()));
        }
        assertEquals(OptionalLong.of(16L << 30), Quantities.size("16GiB"));
        for (String text : List.of("", "16", "16G", "16 GB", "16  GiB", "-1 GiB", "1.5 GiB", "99999999999 TiB",
                "GiB")) {
            assertEquals(OptionalLong.empty(), Quantities.size(text), text);
        }
        assertEquals("90 s", Quantities.time(Duration.ofSeconds(90)));
        assertEquals("2 min", Quantities.time(Quantities.time("120 s").orElseThrow()));
        assertEquals("1 h", Quantities.time(Duration.ofHours(1)));
        assertEquals("1500 ms", Quantities.time(Duration.ofMillis(1500)));
    }

    @Test
    void processorSetsReadBack() {
        assertEquals("0,2-4,9", CpuSet.tryParse("9,2-3, 4 ,0").orElseThrow().toString());
        for (String text : List.of("", ",", "1-", "-1", "3-2", "65536", "a", "1;2", "1,2,")) {
            assertEquals(Optional.empty(), CpuSet.tryParse(text), text);
        }
    }

    @Test
    void lookingGlassNeedsWhatItsDocumentationSays() {
        assertEquals(32L << 20, glass(1920, 1080, PixelFormat.SDR));
        assertEquals(64L << 20, glass(2560, 1440, PixelFormat.SDR));
        assertEquals(128L << 20, glass(3840, 2160, PixelFormat.SDR));
        assertEquals(64L << 20, glass(1920, 1080, PixelFormat.HDR));
        assertEquals(256L << 20, glass(3840, 2160, PixelFormat.HDR));
        assertEquals(0, glass(0, 0, PixelFormat.SDR));
    }

    private static long glass(int width, int height, PixelFormat format) {
        return new LookingGlass(width, height, format, OptionalLong.empty(), Optional.empty()).neededSize();
    }

    @Test
    void foreignAdaptersHaveANearestEquivalent() {
        for (String product : List.of("VMware", "VirtualBox", "Citrix")) {
            assertTrue(List.of(VirtualAdapter.values()).stream()
                    .anyMatch(a -> a.equivalents().stream().anyMatch(e -> e.startsWith(product))), product);
        }
        assertTrue(VirtualAdapter.VIRTIO_VULKAN.abilities().contains(VirtualAdapter.Ability.VULKAN));
        assertTrue(VirtualAdapter.VFB.backends().equals(List.of("xen")));
    }

    @Test
    void pathsReadBack() {
        for (String text : List.of("", "a", "a.b[0].c", "devices[12]", "cpu.features[\"sse4.2\"]",
                "a[\"x\\\"y\\\\\"].b", "[0]")) {
            assertEquals(text, ProfilePath.parse(text).toString());
        }
        for (String text : List.of("a.", ".a", "a[", "a[x]", "a[0", "a..b", "a[\"x]")) {
            assertThrows(IllegalArgumentException.class, () -> ProfilePath.parse(text), text);
        }
    }

    @Test
    void aNewProfileIsWhatTheReaderExpects() {
        NewVm request = NewVm.named("windows", 16L << 30).withOs(GuestSystem.WINDOWS).withBackend("kvm")
                .withIntro(List.of("Ready: the card can be given away.")).withProcessors(2, 2, List.of(
                        new CpuSet(List.of(2)), new CpuSet(List.of(3)), new CpuSet(List.of(10)), new CpuSet(List.of(11,
                                12))))
                .withHostDisplay(HostAdapter.KEEP, List.of(RescuePath.SSH, RescuePath.SECOND_SCREEN))
                .withDevices(List.of(new NewVm.Given("gpu", "NVIDIA GeForce RTX 4090", PciAddress.parse("0000:01:00.0"),
                        OptionalInt.of(0x10de), OptionalInt.of(0x2684), OptionalInt.of(0x1043), OptionalInt.of(0x0010),
                        Optional.of("00e1000000000000"), new DeviceFunctions.Only(List.of(0, 1)),
                        List.of("01:00.0 graphics", "01:00.1 audio"), List.of("0000:01:00.1"), true,
                        Optional.of("/srv/roms/-a b.rom")), NewVm.Given.at("", "", PciAddress.parse("10000:e1:00.0"),
                                0x8086, 1)));
        String text = ProfileTemplates.newVm(request);
        Fixtures.golden(Fixtures.resources().resolve("new.vm.yaml.txt"), text);
        VmProfile vm = (VmProfile) ProfileReader.read(text, "windows.vm.yaml").profile().orElseThrow();
        assertEquals(2, vm.devices().size());
        assertEquals(OptionalInt.of(0x10), vm.devices().getFirst().identity().orElseThrow().subsystemDevice());
        assertEquals(4, vm.cpu().pinning().size());
    }

    @Test
    void hostileWordsStayWords() {
        List<String> hostile = List.of("a\nname: evil", "\r\n---\n", "\u2028x", "$(reboot)", "'\"`", "\0", "\uD800",
                "\u0085x",
                "# x", "", "\uFEFF", "😀");
        for (String words : hostile) {
            List<String> lines = new ArrayList<>(List.of(words, words));
            NewVm request = NewVm.named(ProfileTemplates.safeName(words),
                    1L << 30).withIntro(lines).withDevices(List.of(
                    new NewVm.Given(words, words, PciAddress.parse("01:00.0"), OptionalInt.empty(), OptionalInt.empty(),
                            OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), new DeviceFunctions.All(),
                                    lines,
                            List.of(), false, Optional.empty())));
            VmProfile vm = (VmProfile) ProfileReader.read(ProfileTemplates.newVm(request), "x.vm.yaml").profile()
                    .orElseThrow();
            assertEquals(1, vm.devices().size());
            assertEquals(ProfileTemplates.safeName(words), vm.name());
        }
        assertThrows(IllegalArgumentException.class, () -> ProfileTemplates.newVm(NewVm.named("two words", 1L << 30)));
        assertThrows(IllegalArgumentException.class, () -> ProfileTemplates.newVm(NewVm.named("x", 0)));
        assertEquals("nvidia-geforce-rtx-4090", ProfileTemplates.safeName("NVIDIA [GeForce RTX 4090]"));
    }
}
