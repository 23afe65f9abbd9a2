package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import org.eclipse.swt.graphics.ImageData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.underpass.testkit.ui.Bot;

/** The first thing a person sees. */
class MachinesPerspectiveTest {
    private final Bot bot = new Bot();

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    @Test
    void theWorkbenchOpensOnTheMachines() {
        assertEquals("Machines", bot.perspective());
        assertEquals("No host is open", bot.view("Hosts").show().label("No host is open"));
    }

    @Test
    void aPictureOfItIsNotBlank() {
        bot.view("Hosts").show();
        Path picture = bot.screenshot("machines");
        var data = new ImageData(picture.toString());
        var colours = new HashSet<Integer>();
        for (int y = 0; y < data.height; y++) {
            for (int x = 0; x < data.width; x++) {
                colours.add(data.getPixel(x, y));
            }
        }
        assertTrue(data.width > 600 && data.height > 400, data.width + "x" + data.height);
        assertTrue(colours.size() > 20, "the picture has only " + colours.size() + " colours: " + picture);
    }
}
