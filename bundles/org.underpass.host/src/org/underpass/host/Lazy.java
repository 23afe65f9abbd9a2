package org.underpass.host;

import java.util.Objects;
import java.util.function.Supplier;

/** A value that is made when first asked for, once. */
final class Lazy<T> implements Supplier<T> {

    private Supplier<? extends T> maker;
    private volatile T value;

    Lazy(Supplier<? extends T> maker) {
        this.maker = Objects.requireNonNull(maker);
    }

    @Override
    public T get() {
        T made = value;
        if (made == null) {
            synchronized (this) {
                made = value;
                if (made == null) {
                    made = Objects.requireNonNull(maker.get());
                    value = made;
                    maker = null;
                }
            }
        }
        return made;
    }
}
