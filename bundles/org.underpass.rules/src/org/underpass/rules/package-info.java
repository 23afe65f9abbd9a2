/**
 * Our own rules, written against nothing but what a plug-in may use.
 *
 * <p>{@link org.underpass.rules.UnderpassRules} lists them. Each rule is a class of its own in the package of its
 * group: {@code platform} (A), {@code groups} (B), {@code binding} (C), {@code reset} (D), {@code rom} (E),
 * {@code guest} (F), {@code hooks} (G), {@code logs} (H). Its words stand at the top of the class
 * ({@link org.underpass.rules.RuleText}), so that what is said and what is looked for change together. What several
 * rules ask lies in this package: {@link org.underpass.rules.Given}, {@link org.underpass.rules.Groups},
 * {@link org.underpass.rules.Board}, {@link org.underpass.rules.VfioIds}.
 *
 * <p>Rules of the house: an unknown fact is never held against anybody; a finding gives no fix only when there truly
 * is none, as that makes a card impossible; a false alarm is worse than silence.
 */
package org.underpass.rules;
