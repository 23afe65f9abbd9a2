package org.underpass.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.Guests;
import org.underpass.engine.Guests.Found;
import org.underpass.profile.Profile;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.StopPolicy;
import org.underpass.profile.VmProfile;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestStatus;

/** {@code vm status} and {@code vm stop}: guests that run, named by their profile or by their own name. */
final class VmVerbs {
    private static final Duration POWERDOWN = Duration.ofSeconds(60);

    private VmVerbs() {
    }

    static Guests guests(Invocation invocation) {
        return new Guests(invocation.plugins(), Guests.base(invocation.environment()));
    }

    /** What {@code FILE} names: a profile, or where there is no such file, a guest. */
    private record Named(String name, Optional<VmProfile> profile) {
        static Named of(Invocation invocation, String word) throws CommandException {
            Path file = invocation.path(word);
            if (!Files.exists(file)) {
                return new Named(word, Optional.empty());
            }
            Optional<Profile> profile = ProfileReader.readFile(file, word).profile();
            if (profile.isEmpty() && word.endsWith(".yaml")) {
                Profiles.read(invocation, word); // says what is wrong with it
            }
            return profile.isPresent() && profile.get() instanceof VmProfile vm
                    ? new Named(vm.name(), Optional.of(vm)) : new Named(word, Optional.empty());
        }
    }

    static Answer status(Invocation invocation) throws CommandException {
        Guests guests = guests(invocation);
        GuestSteps steps = new GuestSteps();
        if (invocation.operands().isEmpty()) {
            if (invocation.option(Verb.Option.SCREENDUMP).isPresent()) {
                throw CommandException.usage("--screendump needs the guest whose picture is to be taken");
            }
            List<Found> all = guests.all();
            all.forEach(steps::guest);
            return answer(Status.YES, steps, all.isEmpty() ? "no guest runs" : null);
        }
        Named named = Named.of(invocation, invocation.operands().get(0));
        Optional<Found> found = guests.find(named.name());
        if (found.isEmpty()) {
            return answer(Status.NO, steps, named.name() + " does not run");
        }
        GuestStatus status = steps.guest(found.get());
        int exit = status.alive() ? Status.YES : Status.NO;
        Optional<String> picture = invocation.option(Verb.Option.SCREENDUMP);
        if (picture.isPresent()) {
            try {
                found.get().guest().screendump(invocation.path(picture.get()));
                steps.add("screendump", picture.get(), GuestSteps.DONE, "");
            } catch (GuestException failure) {
                steps.add("screendump", picture.get(), GuestSteps.FAILED, failure.getMessage());
                invocation.progress("underpass: " + Command.oneLine(failure.getMessage()));
                exit = GuestSteps.status(failure);
            }
        }
        return answer(exit, steps, null);
    }

    static Answer stop(Invocation invocation) throws CommandException {
        Named named = Named.of(invocation, invocation.operands().get(0));
        Optional<Found> found = guests(invocation).find(named.name());
        GuestSteps steps = new GuestSteps();
        if (found.isEmpty() || !found.get().guest().status().alive()) {
            return answer(Status.YES, steps, named.name() + " does not run");
        }
        try {
            stop(invocation, named, found.get(), steps);
        } catch (GuestException failure) {
            steps.add("quit", named.name(), GuestSteps.FAILED, failure.getMessage());
            invocation.progress("underpass: " + Command.oneLine(failure.getMessage()));
            steps.guest(found.get());
            return answer(GuestSteps.status(failure), steps, null);
        }
        return answer(steps.guest(found.get()).alive() ? Status.NO : Status.YES, steps, null);
    }

    private static void stop(Invocation invocation, Named named, Found found, GuestSteps steps)
            throws CommandException, GuestException {
        StopPolicy policy = named.profile().map(p -> p.machine().stop()).orElse(StopPolicy.POWERDOWN);
        boolean dry = invocation.flag(Verb.Option.DRY_RUN);
        boolean ask = !invocation.flag(Verb.Option.FORCE) && policy != StopPolicy.DESTROY;
        Duration limit = limit(invocation, named);
        boolean ended = false;
        if (ask && dry) {
            steps.add("powerdown", named.name(), GuestSteps.PLANNED, "at most " + limit.toSeconds() + " s");
        } else if (ask) {
            try {
                ended = found.guest().powerdown(limit);
                steps.add("powerdown", named.name(), ended ? GuestSteps.DONE : GuestSteps.FAILED,
                        ended ? "it powered down" : "it still ran after " + limit.toSeconds() + " s");
            } catch (GuestException deaf) {
                steps.add("powerdown", named.name(), GuestSteps.FAILED, deaf.getMessage());
            }
        }
        if (ended) {
            return;
        }
        if (ask && policy == StopPolicy.POWERDOWN_ONLY) {
            if (!dry) {
                invocation.progress("underpass: " + named.name() + " is not ended by force, as its profile says"
                        + " (machine.stop); --force does it all the same");
            }
            return;
        }
        if (!dry) {
            found.guest().quit();
        }
        steps.add("quit", named.name(), dry ? GuestSteps.PLANNED : GuestSteps.DONE,
                !ask ? "at once" : dry ? "unless it has powered down" : "it had not powered down");
    }

    private static Duration limit(Invocation invocation, Named named) throws CommandException {
        Optional<String> word = invocation.option(Verb.Option.TIMEOUT);
        if (word.isEmpty()) {
            return named.profile().flatMap(p -> p.switching().stopTimeout()).orElse(POWERDOWN);
        }
        try {
            int seconds = Integer.parseInt(word.get());
            if (seconds >= 0) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw CommandException.usage("--timeout takes seconds, such as 30, not '" + word.get() + "'");
    }

    private static Answer answer(int status, GuestSteps steps, String nothing) {
        return new Answer(status, () -> steps.json(Json.answer()), text -> {
            steps.text(text);
            if (nothing != null) {
                text.line(nothing);
            }
        });
    }
}
