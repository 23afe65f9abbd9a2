package org.underpass.profile;

import org.underpass.profile.language.JsonSchema;
import org.underpass.profile.language.Type;

/**
 * The profile language as data: every key with its type, what it is for, and whether something acts upon it. Reader,
 * JSON Schema, completion and hover take it from here.
 */
public final class ProfileLanguage {
    /** The version of the language, the value of the key {@code underpass}. */
    public static final int VERSION = 1;
    /** How the name of a machine's profile ends. */
    public static final String VM_SUFFIX = ".vm.yaml";
    /** How the name of a device profile ends. */
    public static final String DEVICE_SUFFIX = ".device.yaml";

    private ProfileLanguage() {
    }

    /** The keys of a machine's profile. */
    public static Type.Keys vm() {
        return VmLanguage.VM;
    }

    /** The keys of a device profile. */
    public static Type.Keys device() {
        return DeviceLanguage.DEVICE;
    }

    /** The JSON Schema (draft 7) of a machine's profile, the same as the resource {@code schema/vm.schema.json}. */
    public static String vmSchema() {
        return JsonSchema.write("urn:underpass:schema:vm:" + VERSION, "Underpass: one virtual machine (*.vm.yaml)",
                vm());
    }

    /** The JSON Schema (draft 7) of a device profile, the same as the resource {@code schema/device.schema.json}. */
    public static String deviceSchema() {
        return JsonSchema.write("urn:underpass:schema:device:" + VERSION, "Underpass: a kind of device (*.device.yaml)",
                device());
    }
}
