package org.underpass.host.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.host.write.Step.Attribute;
import org.underpass.host.write.Step.Register;
import org.underpass.host.write.Step.XenWay;
import org.underpass.pci.PciAddress;

/** Steps go through JSON and come back equal; nothing else becomes a step. */
class StepJsonTest {
    private static final PciAddress CARD = PciAddress.parse("0000:01:00.0");
    private static final Register CONFIG = new Register.Config(CARD, 0x44, 2);
    private static final Register MEMORY = new Register.Memory(CARD, 5, 0x1_0000_0000L % 0x4000_0000L + 0x3a4, 4);
    private static final Register INDEXED = new Register.Indexed(CARD, 2, 0x200, 0x80000370L, 0x204);

    static List<Step> steps() {
        return List.of(new Step.SetAttribute(CARD, Attribute.DRIVER_OVERRIDE, "vfio-pci"),
                new Step.SetAttribute(CARD, Attribute.DRIVER_OVERRIDE, ""),
                new Step.SetAttribute(CARD, Attribute.RESET_METHOD, "flr bus"),
                new Step.SetAttribute(CARD, Attribute.POWER_CONTROL, "on"),
                new Step.SetAttribute(CARD, Attribute.D3COLD, "0"),
                new Step.SetAttribute(CARD, Attribute.VIRTUAL_FUNCTIONS, "7"),
                new Step.SetAttribute(CARD, Attribute.VIRTUAL_AUTOPROBE, "1"), new Step.Unbind(CARD),
                new Step.Bind(CARD, "snd_hda_intel"), new Step.Probe(CARD), new Step.Console("vtcon1", true),
                new Step.Framebuffer("efi-framebuffer.0", "efi-framebuffer", false), new Step.Module("vfio-pci", true),
                new Step.Service("user@1000.service", false), new Step.EndProcess(1432, "steam (\"x\\é)"),
                new Step.Reset(CARD), new Step.BusReset(CARD), new Step.Remove(CARD),
                new Step.Rescan(Optional.of(CARD), List.of(CARD)), new Step.Rescan(Optional.empty(), List.of()),
                new Step.Assignable(CARD, true, XenWay.XL), new Step.Assignable(CARD, false, XenWay.PCIBACK),
                new Step.Hugepages(OptionalInt.of(1), 2048, 8192), new Step.Hugepages(OptionalInt.empty(), 1048576, 0),
                new Step.WriteRegister(CONFIG, 0xffff, 0x8000), new Step.WriteRegister(MEMORY, 0xffffffffL, 0x39),
                new Step.PollRegister(INDEXED, 1, 1, true, Duration.ofMillis(1500)),
                new Step.When(MEMORY, 3, 1, false, List.of(new Step.Delay(Duration.ofMillis(20)),
                        new Step.Power(CARD, true))),
                new Step.Delay(Duration.ZERO), new Step.Power(CARD, false), new Step.SaveConfig(CARD),
                new Step.RestoreConfig(CARD, Optional.empty()),
                new Step.RestoreConfig(CARD, Optional.of("00ff".repeat(128))), new Step.Suspend(Duration.ofSeconds(5)),
                new Step.StartGuest("windows", "kvm"), new Step.StopGuest("windows", "xen"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void stepComesBackEqual(Step step) {
        String text = StepJson.write(step);
        assertFalse(text.contains("\n"), text);
        assertTrue(text.chars().allMatch(c -> c < 0x7f), text);
        assertEquals(step, StepJson.read(text));
        assertEquals(text, StepJson.write(StepJson.read(text)));
        assertFalse(step.describe().isBlank());
    }

    @Test
    void everyKindIsAmongThem() {
        Set<Class<?>> tried = steps().stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(Set.of(Step.class.getPermittedSubclasses()), tried);
        Set<Attribute> attributes = steps().stream().filter(Step.SetAttribute.class::isInstance)
                .map(s -> ((Step.SetAttribute) s).attribute()).collect(Collectors.toSet());
        assertEquals(Set.copyOf(Arrays.asList(Attribute.values())), attributes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"kind\":\"rm\"}", "{\"kind\":\"unbind\"}",
        "{\"kind\":\"unbind\",\"function\":\"../../..\"}", "{\"kind\":\"unbind\",\"function\":7}",
        "{\"kind\":\"unbind\",\"function\":\"0000:01:00.0\",\"more\":1}",
        "{\"kind\":\"bind\",\"function\":\"0000:01:00.0\",\"driver\":\"../../../etc\"}",
        "{\"kind\":\"bind\",\"function\":\"0000:01:00.0\",\"driver\":\"\"}",
        "{\"kind\":\"driver-override\",\"function\":\"0000:01:00.0\",\"value\":\"a b\"}",
        "{\"kind\":\"reset-method\",\"function\":\"0000:01:00.0\",\"value\":\"flr\\nbus\"}",
        "{\"kind\":\"console\",\"console\":\"vtcon1/../../x\",\"bound\":true}",
        "{\"kind\":\"console\",\"console\":\"vtcon1\",\"bound\":\"yes\"}",
        "{\"kind\":\"framebuffer\",\"device\":\"serial8250\",\"driver\":\"x\",\"bound\":false}",
        "{\"kind\":\"module\",\"module\":\"-r\",\"loaded\":true}",
        "{\"kind\":\"service\",\"unit\":\"--now.service\",\"running\":true}",
        "{\"kind\":\"service\",\"unit\":\"../x.service\",\"running\":true}",
        "{\"kind\":\"end-process\",\"pid\":1,\"command\":\"init\"}",
        "{\"kind\":\"end-process\",\"pid\":1e300,\"command\":\"x\"}",
        "{\"kind\":\"hugepages\",\"kib\":2048,\"count\":-1}", "{\"kind\":\"hugepages\",\"kib\":7,\"count\":1}",
        "{\"kind\":\"delay\",\"time\":1e12}", "{\"kind\":\"suspend\",\"time\":-5}",
        "{\"kind\":\"write-register\",\"register\":{\"space\":\"config\",\"function\":\"0000:01:00.0\",\"offset\":\"0x1001\","
            + "\"width\":1},\"mask\":\"0xff\",\"value\":\"0x0\"}",
        "{\"kind\":\"write-register\",\"register\":{\"space\":\"config\",\"function\":\"0000:01:00.0\",\"offset\":\"0x41\","
            + "\"width\":4},\"mask\":\"0xff\",\"value\":\"0x0\"}",
        "{\"kind\":\"restore-config\",\"function\":\"0000:01:00.0\",\"bytes\":\"00\"}",
        "{\"kind\":\"start-guest\",\"guest\":\"../x\",\"backend\":\"kvm\"}"})
    void anythingElseIsRefusedInOneLine(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> StepJson.read(text)).getMessage();
        assertFalse(message.isBlank());
        assertTrue(message.length() < 300 && message.indexOf('\n') < 0, message);
    }

    @Test
    void garbageNeverBecomesAnotherException() {
        Random random = new Random(6);
        List<String> texts = steps().stream().map(StepJson::write).toList();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(texts.get(random.nextInt(texts.size())));
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(0x80));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, texts.get(random.nextInt(texts.size())), 0, 5);
                }
            }
            try {
                Step step = StepJson.read(text.toString());
                assertEquals(step, StepJson.read(StepJson.write(step)));
            } catch (IllegalArgumentException refused) {
                assertFalse(refused.getMessage() == null, text::toString);
            }
        }
    }

    @Test
    void nestingHasAnEnd() {
        Step step = new Step.Delay(Duration.ZERO);
        for (int i = 0; i < 8; i++) {
            step = new Step.When(MEMORY, 1, 1, false, List.of(step));
        }
        String text = StepJson.write(step);
        assertThrows(IllegalArgumentException.class, () -> StepJson.read(text));
    }
}
