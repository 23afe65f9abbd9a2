/**
 * What a language of keys and values is made of: {@linkplain org.underpass.profile.language.Type types as data}, a
 * {@linkplain org.underpass.profile.language.Reading reading} that checks a tree by them and reports everything wrong
 * at once, and a {@linkplain org.underpass.profile.language.JsonSchema JSON Schema} made from them. The keys of
 * profiles themselves stand in {@link org.underpass.profile.ProfileLanguage}.
 */
package org.underpass.profile.language;
