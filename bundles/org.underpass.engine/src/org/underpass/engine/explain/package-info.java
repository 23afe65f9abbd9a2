/**
 * What a pasted log means: {@link org.underpass.engine.explain.LogExplainer} reads any text as a stream, finds the
 * symptoms of the rules in it ({@link org.underpass.engine.explain.SymptomIndex}), and joins each with what the rule
 * itself says about the named functions of the machine ({@link org.underpass.engine.explain.CauseJoin}).
 */
package org.underpass.engine.explain;
