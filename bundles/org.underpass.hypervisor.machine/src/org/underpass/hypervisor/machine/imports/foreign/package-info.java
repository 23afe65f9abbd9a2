/**
 * Formats of products that no backend of ours is made for: VMware's .vmx and VirtualBox's .vbox. What carries over is the
 * machine, its memory, disks, network, and the nearest equivalent of its virtual adapter.
 */
package org.underpass.hypervisor.machine.imports.foreign;
