package org.underpass.cli;

import org.underpass.profile.ProfileLanguage;

/** {@code profile schema}: the JSON Schema of profiles. */
final class ProfileSchema {
    private ProfileSchema() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        String kind = invocation.operands().isEmpty() ? "vm" : invocation.operands().get(0);
        String schema = switch (kind) {
            case "vm" -> ProfileLanguage.vmSchema();
            case "device" -> ProfileLanguage.deviceSchema();
            default -> throw CommandException.usage("profile schema: unknown kind '" + kind
                    + "'; there are vm and device");
        };
        return new Answer(Status.YES, Json::answer, text -> text.line(schema.stripTrailing()));
    }
}
