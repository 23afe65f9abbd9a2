package org.underpass.hypervisor.libvirt.imports;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;

/** The sound card of a domain. */
final class DomainSound {
    private final XmlElement devices;
    private final MachineDraft draft;

    DomainSound(XmlElement devices, MachineDraft draft) {
        this.devices = devices;
        this.draft = draft;
    }

    /** @param place takes the id and the element of a card that has a PCI place */
    void read(BiConsumer<String, XmlElement> place) {
        List<XmlElement> cards = devices.all("sound");
        Optional<XmlElement> audio = devices.child("audio");
        if (cards.isEmpty()) {
            audio.ifPresent(XmlElement::ignore);
            return;
        }
        XmlElement card = cards.get(0);
        for (XmlElement more : cards.subList(1, cards.size())) {
            draft.lost(more.line(), more.tag(), "a profile has one sound card");
            more.ignore();
            place.accept("sound" + more.line(), more);
        }
        DraftNode sound = draft.root().section("sound");
        String model = card.value("model");
        String word = switch (model) {
            case "ich9", "ich6", "ac97", "usb", "virtio" -> model;
            default -> "ich6";
        };
        if (!word.equals(model)) {
            draft.lost(card.line(), card.tag(), "the card is Intel HD Audio");
        }
        sound.put("model", word);
        card.ignore("codec", "audio");
        String type = audio.map(a -> a.value("type")).orElse("");
        String backend = switch (type) {
            case "pulseaudio" -> "pulse";
            case "pipewire", "alsa", "jack", "spice" -> type;
            default -> devices.children().stream().anyMatch(g -> g.name().equals("graphics")
                    && g.value("type").equals("spice")) && type.isEmpty() ? "spice" : "none";
        };
        sound.put("backend", backend);
        audio.ifPresent(a -> a.ignore("id"));
        if (!word.equals("usb")) {
            place.accept("sound", card);
        }
    }
}
