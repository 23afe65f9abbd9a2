/**
 * VFIO, spoken by ourselves: what the kernel tells of a device that was given to {@code vfio-pci}, resets, and its
 * registers (Linux, include/uapi/linux/vfio.h, Documentation/driver-api/vfio.rst).
 *
 * <p>Begin with {@link org.underpass.hypervisor.kvm.vfio.VfioDevice#open VfioDevice.open}, which goes all the way from
 * an address over its group and a container to the device;
 * {@link org.underpass.hypervisor.kvm.vfio.VfioGroup} is for those who only ask whether a group is viable.
 * {@link org.underpass.hypervisor.kvm.vfio.VfioProbe} is a small program around both. While a device is open here, no
 * guest can have it.
 *
 * <p>Structures are laid out by {@link org.underpass.hypervisor.kvm.vfio.VfioFormats} as bytes, in the machine's
 * order, so that they can be tested without a device; {@link org.underpass.hypervisor.kvm.vfio.SystemCalls} is the way
 * to the kernel, and the only one here that loads JNA, when it is first used.
 */
package org.underpass.hypervisor.kvm.vfio;
