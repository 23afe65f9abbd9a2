/**
 * NVIDIA: flags of the kernel for data centre cards ({@link org.underpass.quirks.nvidia.Hopper}), what several users
 * report of the newest cards ({@link org.underpass.quirks.nvidia.Blackwell}), and what holds for all of them
 * ({@link org.underpass.quirks.nvidia.GeForce}).
 */
package org.underpass.quirks.nvidia;
