package org.underpass.hypervisor.machine;

import java.util.List;
import org.underpass.profile.Profile;
import org.underpass.profile.source.SourceNode;

/**
 * A setting of the language that a backend does not render, with what it does instead.
 *
 * @param pattern path of the setting, {@code []} standing for every item of a list: {@code disks[].cache}
 * @param message what happens instead, in one sentence
 * @param why     why
 */
public record LeftOut(String pattern, String message, String why) {

    /** Reports each of these settings that the profile has. */
    public static void report(List<LeftOut> all, Profile profile, Report report) {
        for (LeftOut one : all) {
            one.report("", one.pattern, profile, report);
        }
    }

    private void report(String prefix, String rest, Profile profile, Report report) {
        int list = rest.indexOf("[]");
        if (list < 0) {
            String path = prefix + rest;
            if (profile.source().node(path).isPresent()) {
                report.warn("left-out", path, message, why);
            }
            return;
        }
        String items = prefix + rest.substring(0, list);
        int length = profile.source().node(items).filter(SourceNode.Sequence.class::isInstance)
                .map(n -> ((SourceNode.Sequence) n).items().size()).orElse(0);
        for (int i = 0; i < length; i++) {
            report(items + "[" + i + "]", rest.substring(list + 2), profile, report);
        }
    }
}
