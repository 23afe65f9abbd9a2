/**
 * The machines that are open in the workbench. {@link org.underpass.ui.hosts.OpenHosts} opens them away from the UI
 * thread and keeps them; {@link org.underpass.ui.hosts.Machine} is one of them, read and judged, ready to be shown;
 * {@link org.underpass.ui.hosts.HostsView} shows them all.
 */
package org.underpass.ui.hosts;
