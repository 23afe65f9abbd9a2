/**
 * What importers of other programs' configurations share.
 *
 * <p>An importer reads its format into whatever suits it, writes a {@link
 * org.underpass.hypervisor.machine.imports.MachineDraft}, and names through it what it could not carry over. The draft
 * writes the profile, and sees to it that it reads without a problem. {@link
 * org.underpass.hypervisor.machine.imports.XmlReader} reads XML from strangers.
 */

package org.underpass.hypervisor.machine.imports;
