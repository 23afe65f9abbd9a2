package org.underpass.iommu.fault;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.underpass.pci.PciAddress;

/** Gathers a fault from one or several lines. Numbers are read totally: what does not fit is left out. */
final class FaultBuilder {
    private final Fault.Unit unit;
    private final LogLine line;
    private Fault.Kind kind = Fault.Kind.DMA;
    private String event = "";
    private Optional<PciAddress> device = Optional.empty();
    private OptionalLong address = OptionalLong.empty();
    private OptionalInt pasid = OptionalInt.empty();
    private OptionalInt code = OptionalInt.empty();
    private String reason = "";
    private OptionalInt index = OptionalInt.empty();
    private OptionalInt domain = OptionalInt.empty();
    private OptionalLong streamId = OptionalLong.empty();

    FaultBuilder(Fault.Unit unit, LogLine line) {
        this.unit = unit;
        this.line = line;
    }

    FaultBuilder kind(Fault.Kind value) {
        kind = value;
        return this;
    }

    FaultBuilder event(String value) {
        event = value;
        return this;
    }

    FaultBuilder device(String text) {
        device = text == null ? Optional.empty() : PciAddress.tryParse(text);
        return this;
    }

    FaultBuilder address(String hex) {
        address = number(hex, 16);
        return this;
    }

    FaultBuilder address(long value) {
        address = OptionalLong.of(value);
        return this;
    }

    FaultBuilder pasid(String hex) {
        OptionalInt value = small(hex, 16);
        pasid = value.isPresent() && value.getAsInt() >= 0 && value.getAsInt() <= 0xfffff ? value : OptionalInt.empty();
        return this;
    }

    FaultBuilder code(int value) {
        code = OptionalInt.of(value);
        return this;
    }

    FaultBuilder reason(String value) {
        reason = value;
        return this;
    }

    FaultBuilder index(String hex) {
        index = small(hex, 16);
        return this;
    }

    FaultBuilder domain(String hex) {
        domain = small(hex, 16);
        return this;
    }

    FaultBuilder streamId(long value) {
        streamId = OptionalLong.of(value);
        return this;
    }

    Fault build() {
        return new Fault(unit, kind, event, device, address, pasid, code, reason, index, domain, streamId,
                line.seconds(), line.number(), line.text());
    }

    /** A number without or with {@code 0x}; empty for null and for what does not fit 64 bits. */
    static OptionalLong number(String digits, int radix) {
        if (digits == null) {
            return OptionalLong.empty();
        }
        boolean prefixed = digits.startsWith("0x");
        try {
            return OptionalLong.of(Long.parseUnsignedLong(prefixed ? digits.substring(2) : digits,
                    prefixed ? 16 : radix));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static OptionalInt small(String digits, int radix) {
        OptionalLong value = number(digits, radix);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }
}
