package org.underpass.ui.build;

import java.util.Optional;
import org.eclipse.core.runtime.PlatformObject;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.IPersistableElement;
import org.underpass.ui.Images;

/** A text to be read: an artifact, a page of help; with a former version, to be compared. */
public final class TextInput extends PlatformObject implements IEditorInput {
    private final String title;
    private final String text;
    private final Optional<String> before;

    public TextInput(String title, String text, Optional<String> before) {
        this.title = title;
        this.text = text;
        this.before = before;
    }

    public String text() {
        return text;
    }

    /** The former version. */
    public Optional<String> before() {
        return before;
    }

    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public ImageDescriptor getImageDescriptor() {
        return Images.descriptor("artifact");
    }

    @Override
    public String getName() {
        return before.isPresent() ? title + " (differences)" : title;
    }

    @Override
    public IPersistableElement getPersistable() {
        return null;
    }

    @Override
    public String getToolTipText() {
        return title;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextInput input && input.title.equals(title) && input.text.equals(text)
                && input.before.equals(before);
    }

    @Override
    public int hashCode() {
        return title.hashCode();
    }
}
