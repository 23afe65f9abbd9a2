package org.underpass.ui.editor;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.PlatformObject;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.ui.IElementFactory;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IPathEditorInput;
import org.eclipse.ui.IPersistableElement;
import org.underpass.ui.Images;

/** A profile as the input of an editor: a file anywhere, without project or workspace. */
public final class ProfileInput extends PlatformObject implements IPathEditorInput, IPersistableElement {
    private final Path file;

    public ProfileInput(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    public Path file() {
        return file;
    }

    @Override
    public IPath getPath() {
        return IPath.fromOSString(file.toString());
    }

    @Override
    public boolean exists() {
        return Files.exists(file);
    }

    @Override
    public ImageDescriptor getImageDescriptor() {
        return Images.descriptor("profile");
    }

    @Override
    public String getName() {
        return file.getFileName().toString();
    }

    @Override
    public IPersistableElement getPersistable() {
        return this;
    }

    @Override
    public String getToolTipText() {
        return file.toString();
    }

    @Override
    public void saveState(IMemento memento) {
        memento.putString("file", file.toString());
    }

    @Override
    public String getFactoryId() {
        return "org.underpass.ui.editor.input";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProfileInput input && input.file.equals(file);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }

    /** Makes inputs again at the next start. */
    public static final class Factory implements IElementFactory {
        @Override
        public IAdaptable createElement(IMemento memento) {
            String file = memento.getString("file");
            return file == null ? null : new ProfileInput(Path.of(file));
        }
    }
}
