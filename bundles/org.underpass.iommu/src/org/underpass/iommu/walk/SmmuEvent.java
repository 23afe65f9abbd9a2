package org.underpass.iommu.walk;

import java.util.List;
import java.util.OptionalInt;

/** Events of an SMMUv3 that a walk can end in. Source: Arm IHI 0070 section 7.3. */
enum SmmuEvent {
    C_BAD_STREAMID(0x02, "the stream id lies outside of the stream table"),
    F_STE_FETCH(0x03, "the unit could not read the stream table entry"),
    C_BAD_STE(0x04, "the stream table entry is not valid: the device is attached to nothing"),
    F_STREAM_DISABLED(0x06, "the stream table entry refuses requests without substream"),
    C_BAD_SUBSTREAMID(0x08, "the substream id is not allowed"),
    F_CD_FETCH(0x09, "the unit could not read the context descriptor"),
    C_BAD_CD(0x0a, "the context descriptor is not valid"),
    F_WALK_EABT(0x0b, "the unit could not read a page table"),
    F_TRANSLATION(0x10, "the address is not mapped"),
    F_ADDR_SIZE(0x11, "an address is wider than the tables allow"),
    F_ACCESS(0x12, "the page's access flag is clear"),
    F_PERMISSION(0x13, "the address is mapped, but not for this kind of access");

    private final int code;
    private final String sentence;

    SmmuEvent(int code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    Translation.Blocked blocked(List<WalkStep> walk) {
        return new Translation.Blocked(OptionalInt.of(code), name(), sentence, walk);
    }

    Route route(Trail trail) {
        return new Route.Ended(blocked(trail.steps()));
    }
}
