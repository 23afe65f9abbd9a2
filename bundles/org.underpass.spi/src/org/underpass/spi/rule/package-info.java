/**
 * Rules: what goes wrong in passthrough, found in files before it happens.
 *
 * <p>A consumer implements {@link org.underpass.spi.rule.Rule}, a small class with one thing to say, and registers it
 * as a Declarative Services component. The engine gives it a {@link org.underpass.spi.rule.RuleContext} and takes
 * {@link org.underpass.spi.Finding findings}. A rule that throws becomes a finding that names its bundle; it cannot
 * stop the others.
 */
package org.underpass.spi.rule;
