package org.underpass.spi.quirk;

import java.util.List;

/**
 * Several quirks of one bundle behind one service. Implemented by plug-ins (a consumer type). A bundle with many
 * quirks registers one set instead of many services; to the product it makes no difference.
 */
public interface QuirkSet {
    /** The quirks, always the same ones in the same order. Called once for each time the set appears. */
    List<Quirk> quirks();
}
