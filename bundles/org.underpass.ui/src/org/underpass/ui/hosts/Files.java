package org.underpass.ui.hosts;

import java.util.List;
import org.underpass.profile.ProfileLanguage;
import org.underpass.ui.editor.ProfileEditor;

/** Opens files by what they are: profiles in an editor, anything else as a host. */
public final class Files {
    private Files() {
    }

    /** Opens each; what is no capture shows in the list of hosts, with what was expected. */
    public static void open(List<String> files) {
        for (String file : files) {
            if (file.endsWith(ProfileLanguage.VM_SUFFIX) || file.endsWith(ProfileLanguage.DEVICE_SUFFIX)) {
                ProfileEditor.open(java.nio.file.Path.of(file));
            } else {
                OpenHosts.shared().open(file);
            }
        }
    }
}
