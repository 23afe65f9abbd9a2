package org.underpass.lab;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a machine is as before: its own files line by line, and what the product says of two captures. */
final class Sameness {
    private Sameness() {
    }

    static void compare(Share share, Product product, Checks checks) throws IOException {
        List<String> before = share.text("inventory.before").lines().toList();
        List<String> after = share.text("inventory.after").lines().toList();
        String differences = differences(before, after);
        checks.check("each of " + before.size() + " drivers, groups, consoles and nodes is as before",
                before.size() > 100 && differences.isEmpty(), differences);
        checks.check("the same comparison sees that the card was away",
                !differences(before, share.text("inventory.during").lines().toList()).isEmpty(),
                "nothing differed meanwhile");
        Product.Said diff = product.run("host", "diff", share.file("before.tar.zst").toString(),
                share.file("after.tar.zst").toString());
        checks.check("host diff sees no difference", diff.status() == 0, diff.all());
    }

    private static String differences(List<String> before, List<String> after) {
        Set<String> gone = new LinkedHashSet<>(before);
        after.forEach(gone::remove);
        Set<String> come = new LinkedHashSet<>(after);
        before.forEach(come::remove);
        return gone.stream().map(line -> "- " + line + "\n").collect(Collectors.joining())
                + come.stream().map(line -> "+ " + line + "\n").collect(Collectors.joining());
    }
}
