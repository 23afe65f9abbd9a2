package org.underpass.spi.rule;

import java.util.List;

/**
 * Several rules of one bundle behind one service. Implemented by plug-ins (a consumer type). A bundle with many rules
 * registers one set instead of many services; to the product it makes no difference.
 */
public interface RuleSet {
    /** The rules, always the same ones in the same order. Called once for each time the set appears. */
    List<Rule> rules();
}
