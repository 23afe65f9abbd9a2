package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.profile.library.DeviceLibrary;

/** Settings of a kind of device hold where a machine is silent; and the kinds that ship with the product. */
class DeviceUseTest {
    private static final String KIND = """
            underpass: 1
            kind: device
            name: a-kind
            match: [{ vendor: "1002", devices: ["731f"] }]
            resetSettings: { methods: [device_specific] }
            guest:
              hideHypervisor: yes
              vendorId: unlike
              primary: yes
              features: { topoext: yes, svm: no }
            host:
              driver: vfio-pci
              binding: boot
              kernelArguments: [amdgpu.runpm=0]
            """;
    private static final String MACHINE = """
            underpass: 1
            kind: vm
            name: m
            machine: { memory: 2 GiB }
            cpu: { cores: 2, features: { svm: yes } }
            devices:
              - address: "0000:01:00.0"
                use: kinds/a.device.yaml
            """;

    @TempDir
    Path folder;

    private ProfileResult read(String machine, String kind) throws IOException {
        Files.createDirectories(folder.resolve("kinds"));
        Files.writeString(folder.resolve("kinds/a.device.yaml"), kind);
        return ProfileReader.readFile(Files.writeString(folder.resolve("m.vm.yaml"), machine));
    }

    @Test
    void theKindSpeaksWhereTheMachineIsSilent() throws IOException {
        ProfileResult result = read(MACHINE, KIND);
        VmProfile vm = (VmProfile) result.profile().orElseThrow();
        AssignedDevice device = vm.devices().get(0);
        assertEquals(Optional.of("a-kind"), device.kind().map(DeviceProfile::name));
        assertTrue(device.primary());
        assertEquals(Optional.of("vfio-pci"), device.driver());
        assertEquals(List.of("device_specific"), device.reset().orElseThrow().methods());
        assertTrue(vm.cpu().hideHypervisor());
        assertEquals(Optional.of("unlike"), vm.cpu().vendorId());
        assertEquals(Map.of("svm", true, "topoext", true), vm.cpu().features(), "the machine's own word stands");
        assertEquals(Optional.of(BindingTime.BOOT), vm.preparation().binding());
        assertEquals(List.of("amdgpu.runpm=0"), vm.preparation().kernelArguments());
        assertEquals(List.of(), result.notActedUpon().stream().filter(n -> n.path().endsWith("use")).toList());
    }

    @Test
    void theMachinesOwnWordStands() throws IOException {
        VmProfile vm = (VmProfile) read(MACHINE.replace("cpu: { cores: 2,", "cpu: { cores: 2, hideHypervisor: no,")
                .replace("    use:", "    primary: no\n    driver: auto\n    use:"), KIND).profile().orElseThrow();
        assertFalse(vm.devices().get(0).primary());
        assertEquals(Optional.of("auto"), vm.devices().get(0).driver());
        assertFalse(vm.cpu().hideHypervisor());
    }

    @Test
    void aKindThatCannotBeReadIsAnErrorWhereItIsNamed() throws IOException {
        for (ProfileResult result : List.of(read(MACHINE, "underpass: ["), read(MACHINE, MACHINE),
                read(MACHINE.replace("kinds/a", "kinds/none"), KIND),
                read(MACHINE.replace("kinds/a.device.yaml", "kinds"), KIND))) {
            assertEquals(Optional.empty(), result.profile());
            assertEquals(List.of("devices[0].use"), result.problems().stream().map(p -> p.path()).toList());
            assertEquals(8, result.problems().get(0).line());
        }
    }

    @Test
    void everyKindOfTheLibraryReadsAndNamesItsSources() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (DeviceLibrary.Entry entry : DeviceLibrary.all()) {
            listed.add(entry.fileName());
            ProfileResult result = ProfileReader.read(entry.text(), entry.fileName());
            assertEquals(List.of(), result.problems(), entry.fileName());
            assertTrue(entry.profile().title().isPresent(), entry.fileName());
            assertTrue(!entry.profile().reset().isEmpty(), entry.fileName() + " says nothing of a reset");
        }
        Path files = Fixtures.root().resolve("bundles/org.underpass.profile/src/org/underpass/profile/library");
        try (var found = Files.list(files)) {
            assertEquals(new TreeSet<>(found.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".yaml"))
                    .toList()), listed, "a file that is not listed is never found");
        }
    }
}
