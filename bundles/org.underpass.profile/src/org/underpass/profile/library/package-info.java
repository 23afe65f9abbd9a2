/**
 * Device profiles that ship with the product, as files beside {@link org.underpass.profile.library.DeviceLibrary}: add a
 * family by writing {@code NAME.device.yaml} here, each fact with its public source, and naming it in that class's list.
 */
package org.underpass.profile.library;
