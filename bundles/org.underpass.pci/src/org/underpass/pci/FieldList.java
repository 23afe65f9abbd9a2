package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Collects the fields of one capability. */
final class FieldList {

    private final int base;
    private final Block block;
    private final List<Field> fields = new ArrayList<>();

    /** For registers whose values are at hand. */
    FieldList(int base) {
        this.base = base;
        this.block = null;
    }

    /** For registers read from configuration space with {@link #read}. */
    FieldList(Block block) {
        this.base = block.base();
        this.block = block;
    }

    FieldList add(Register register, long value) {
        register.addTo(fields, "", base, value);
        return this;
    }

    /** A register of a repeated block, which starts {@code shift} bytes after the place that the layout names. */
    FieldList add(String prefix, Register register, int shift, long value) {
        register.addTo(fields, prefix, base + shift, value);
        return this;
    }

    /** A register that not every function has. */
    FieldList add(Register register, OptionalLong value) {
        value.ifPresent(known -> add(register, known));
        return this;
    }

    /** Reads a register and adds its fields, if its bytes are known. Returns its value, 0 where not known. */
    long read(Register register) {
        return read("", register, 0);
    }

    /** Reads a register of a repeated block. */
    long read(String prefix, Register register, int shift) {
        int at = register.offset() + shift;
        long value = block.read(at, register.size());
        if (block.config().has(base + at, register.size())) {
            register.addTo(fields, prefix, base + shift, value);
        }
        return value;
    }

    /** Whether everything read so far was known; repeated blocks end where not. */
    boolean isWhole() {
        return block.isWhole();
    }

    List<Field> list() {
        return List.copyOf(fields);
    }
}
