/**
 * What all parts of the workbench share: the way to the engine ({@link org.underpass.ui.Engine}), work away from the UI
 * thread ({@link org.underpass.ui.Latest}), images and colours, and the one form in which every view explains what is
 * selected ({@link org.underpass.ui.Subject}, {@link org.underpass.ui.Description}).
 *
 * <p>The packages below: {@code hosts} opens machines and shows them, {@code editor} edits profiles, {@code findings}
 * lists what is wrong with them, {@code build} turns them into artifacts, {@code wizard} begins new ones, {@code plugins}
 * manages plug-ins, {@code help} explains. Nothing is decided here: judgements come from {@code org.underpass.engine}, as
 * finished values, and are only shown. What remaps a host's DMA is shown by a bundle of its own.
 */
package org.underpass.ui;
