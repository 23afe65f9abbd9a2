/**
 * Guests of Xen on the machine that we run on, by the program xl.
 *
 * <p>{@link org.underpass.hypervisor.xen.run.XlStart} starts one from the xl.cfg of a build,
 * {@link org.underpass.hypervisor.xen.run.XenGuest} is one that runs. xl waits for ever where xenstored is not up, so
 * every call goes through {@link org.underpass.hypervisor.xen.run.Xl}, which has a time limit; what xl says when it
 * fails, {@link org.underpass.hypervisor.xen.run.XlWords} says in a sentence. What differs between versions is asked of
 * {@code xl info}. Who a guest is, Xen knows by its UUID: numbers and names come again.
 */
package org.underpass.hypervisor.xen.run;
