/**
 * PCI as bytes and as a tree: what every other part of the product stands on. Needs nothing but the JDK.
 *
 * <p>A {@link org.underpass.pci.PciFunction} is a function of a machine at its
 * {@link org.underpass.pci.PciAddress}, put together by {@link org.underpass.pci.PciFunction#at} from a
 * {@link org.underpass.pci.ConfigSpace} and what else a source tells, or read from the output of lspci by
 * {@link org.underpass.pci.LspciText}. {@link org.underpass.pci.Topology} says which bridge it sits behind.
 *
 * <ul>
 * <li>{@link org.underpass.pci.Capabilities} walks both capability lists. A {@link org.underpass.pci.Capability} is
 * one of the types of this package where decisions rest on it ({@link org.underpass.pci.PciExpress},
 * {@link org.underpass.pci.Acs}, {@link org.underpass.pci.ResizableBar} and so on), else a
 * {@link org.underpass.pci.DescribedCapability} with its fields, an {@link org.underpass.pci.UnknownCapability}, or
 * a {@link org.underpass.pci.TruncatedCapability} where the bytes end or make no sense.
 * <li>{@link org.underpass.pci.Capability#fields} and {@link org.underpass.pci.Header} show every register in the same
 * way, under the specification's names.
 * <li>{@link org.underpass.pci.Bars} and {@link org.underpass.pci.BridgeWindow} read addresses.
 * <li>{@link org.underpass.pci.PciIds} has names for people; {@link org.underpass.pci.PciClass} reads class codes.
 * </ul>
 *
 * <p>Rules of the house: decoders are total, no bytes make them throw; what a source does not show is unknown and
 * never 0 ({@link org.underpass.pci.ConfigSpace#has}, {@link org.underpass.pci.CapabilityCoverage}); all values are
 * immutable. Readers import {@code [1.0,2)}; further variants of the sealed types are a major change.
 */
package org.underpass.pci;
