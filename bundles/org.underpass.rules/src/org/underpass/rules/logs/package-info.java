/** Group H: what only a log shows, mostly messages of Xen's tools, QEMU and IOMMUs. */
package org.underpass.rules.logs;
