package org.underpass.ui.hosts;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.handlers.HandlerUtil;
import org.underpass.ui.editor.ProfileEditor;

/** Opens hosts and profiles from the menu; which of them, says the command's id. */
public final class HostHandlers extends AbstractHandler {
    @Override
    public Object execute(ExecutionEvent event) {
        var shell = HandlerUtil.getActiveShell(event);
        String id = event.getCommand().getId();
        switch (id.substring(id.lastIndexOf('.') + 1)) {
            case "openCapture" -> WelcomePane.chooseFile(shell);
            case "openFolder" -> WelcomePane.chooseFolder(shell);
            case "openLive" -> OpenHosts.shared().open("live");
            case "openDemo" -> OpenHosts.shared().open("demo:" + event.getParameter("org.underpass.ui.demo"));
            case "openProfile" -> {
                var dialog = new FileDialog(shell, SWT.OPEN);
                dialog.setText("Open a profile");
                dialog.setFilterExtensions(new String[] {"*.vm.yaml;*.device.yaml", "*"});
                dialog.setFilterNames(new String[] {"Profiles", "All files"});
                String file = dialog.open();
                if (file != null) {
                    ProfileEditor.open(java.nio.file.Path.of(file));
                }
            }
            default -> throw new IllegalStateException(id);
        }
        return null;
    }
}
