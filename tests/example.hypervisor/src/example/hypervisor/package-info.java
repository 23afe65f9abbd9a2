/** An example of a plug-in for Underpass; see examples/README.md. */
package example.hypervisor;
