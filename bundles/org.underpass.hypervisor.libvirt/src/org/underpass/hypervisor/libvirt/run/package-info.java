/**
 * Running a guest through libvirt's daemon, with libvirt's own Java binding.
 *
 * <p>{@link org.underpass.hypervisor.libvirt.run.LibvirtStart} defines a domain and starts it;
 * {@link org.underpass.hypervisor.libvirt.run.LibvirtGuest} is the handle, found again by the run folder.
 *
 * <p>Rules of the house: the binding, JNA and libvirt's library load when a guest is started or asked for, never
 * before. Every call to the daemon has a time limit. A domain that we defined is undefined when it has ended by our
 * hand; one that was there before stays as it was.
 */
package org.underpass.hypervisor.libvirt.run;
