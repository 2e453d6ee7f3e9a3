package io.lamplight.presence.entity;

import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.PresentityCommand.Publish;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.Publication;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a PUBLISH does (RFC 3903 §4.1 and §6): initial, refresh, modify, remove, or nothing but an answer. */
final class PublishDecision {
    private final Composer composer;
    private final Presentity.Environment environment;
    private final Unanswered unanswered = new Unanswered();

    PublishDecision(Composer composer, Presentity.Environment environment) {
        this.composer = composer;
        this.environment = environment;
    }

    /**
     * @param event what to journal; empty when only an answer is due
     * @param id of the publication that it is about, or empty
     * @param documents rendered already, for the NOTIFYs that follow from it, if any
     * @param ended id of the publication that is gone after it, or empty
     * @param passing whether {@code documents} show more than stays: the newest state must follow
     */
    record Outcome(
            Optional<PresentityEvent> event,
            String id,
            PublishReply reply,
            Documents documents,
            Optional<String> ended,
            boolean passing) {
        static Outcome answer(PublishReply reply) {
            return new Outcome(Optional.empty(), "", reply, Documents.NONE, Optional.empty(), false);
        }
    }

    Outcome decide(PresentityState state, Publish command, long now) {
        PackageState pack = state.of(command.event());
        Optional<StoredPublication> repeated = pack.byTransaction(command.transaction());
        if (repeated.isPresent()) {
            unanswered.claimed(repeated.get().id());
            return Outcome.answer(accepted(
                    repeated.get().etag(), (int) Math.max(0, (repeated.get().expiresAt() - now + 999) / 1000)));
        }
        if (environment.packages().find(command.event()).isEmpty()) {
            return Outcome.answer(new Rejected(
                    489,
                    "Bad Event",
                    Map.of("Allow-Events", environment.packages().allowEvents())));
        }
        try {
            return command.ifMatch().isEmpty()
                    ? initial(pack, command, now)
                    : pack.withEtag(command.ifMatch())
                            .or(() -> unanswered.byFormerTag(command.ifMatch()).flatMap(pack::publication))
                            .map(old -> conditional(pack, old, command, now))
                            .orElseGet(() -> Outcome.answer(Rejected.of(412, "Conditional Request Failed")));
        } catch (Unreadable e) {
            return Outcome.answer(e.rejection);
        }
    }

    /**
     * The journal holds {@code outcome}, but too late for {@code command}: its publisher was told 503.
     *
     * @return whether it began a publication, which {@link #withdraw} must end, unless its publisher asks for it before
     */
    boolean wentUnanswered(Publish command, Outcome outcome) {
        if (outcome.ended().isPresent()) {
            // The publisher will meet 412, and what it wanted is done.
            return false;
        }
        boolean began = command.ifMatch().isEmpty();
        if (began) {
            unanswered.began(outcome.id());
        } else {
            unanswered.changed(outcome.id(), command.ifMatch());
        }
        return began;
    }

    void answered(Outcome outcome) {
        unanswered.answered(outcome.id());
    }

    /** Ends a publication that began too late for its publisher to learn of it; empty if it was asked for meanwhile. */
    Optional<Outcome> withdraw(PresentityState state, EventName event, String id, long now) {
        if (!unanswered.isUnclaimed(id)) {
            return Optional.empty();
        }
        PackageState pack = state.of(event);
        return pack.publication(id)
                .map(stored -> removed(
                        pack, stored, event, Optional.empty(), PresentityEvent.PublicationEnded.UNCLAIMED, now));
    }

    /** The publication {@code id} is over. */
    void ended(String id) {
        composer.forget(id);
        unanswered.answered(id);
    }

    /** After a restart nothing may be left of a change that the journal did not take. */
    void clear() {
        composer.clear();
        unanswered.clear();
    }

    private Outcome initial(PackageState pack, Publish command, long now) {
        if (!hasBody(command)) {
            return Outcome.answer(Rejected.of(400, "Initial Publication Without Body"));
        }
        Parsed content = parse(command);
        if (command.expires() == 0) {
            return Outcome.answer(accepted(environment.ids().get(), 0));
        }
        if (pack.publications().size() >= environment.settings().maxPublications()) {
            return Outcome.answer(Rejected.of(403, "Too Many Publications"));
        }
        return published(pack, Optional.empty(), environment.ids().get(), content, command, now);
    }

    private Outcome conditional(PackageState pack, StoredPublication old, Publish command, long now) {
        if (command.expires() == 0) {
            Optional<Publication> last = hasBody(command)
                    ? Optional.of(new Publication(old.id(), parse(command), Instant.ofEpochMilli(now)))
                    : Optional.empty();
            return removed(pack, old, command.event(), last, PresentityEvent.PublicationEnded.REMOVED, now);
        }
        if (!hasBody(command)) {
            String etag = environment.ids().get();
            var event = new PresentityEvent.PublicationRefreshed(
                    command.event(), old.id(), etag, now + command.expires() * 1000L, command.transaction());
            return new Outcome(
                    Optional.of(event),
                    old.id(),
                    accepted(etag, command.expires()),
                    Documents.NONE,
                    Optional.empty(),
                    false);
        }
        return published(pack, Optional.of(old), old.id(), parse(command), command, now);
    }

    private Outcome published(
            PackageState pack, Optional<StoredPublication> old, String id, Parsed content, Publish command, long now) {
        var change = new Change(
                old.map(stored -> composer.publication(command.event(), stored)),
                Optional.of(new Publication(id, content, Instant.ofEpochMilli(now))));
        String etag = environment.ids().get();
        var event = new PresentityEvent.Published(
                command.event(),
                id,
                etag,
                command.contentType(),
                command.body(),
                now,
                now + command.expires() * 1000L,
                command.transaction(),
                false,
                List.of(),
                composer.marks(command.event(), pack, change, now));
        Documents before = steady(command.event(), pack, now);
        composer.remember(id, content);
        composer.publicationsChanged(command.event());
        Documents after = reporting(command.event(), pack.apply(event), change, before, now);
        Documents shown = after.changedSince(before);
        return new Outcome(
                Optional.of(shown.isEmpty() ? event : event.asShown(shown.shownTo(after))),
                id,
                accepted(etag, command.expires()),
                shown,
                Optional.empty(),
                false);
    }

    /** A body that comes with the removal is shown once, in the NOTIFY for it (phones publish their last state so). */
    private Outcome removed(
            PackageState pack,
            StoredPublication old,
            EventName name,
            Optional<Publication> last,
            String cause,
            long now) {
        var change = new Change(Optional.of(composer.publication(name, old)), last);
        var event = new PresentityEvent.PublicationEnded(
                name, old.id(), cause, now, false, List.of(), composer.marks(name, pack, change, now));
        Documents before = steady(name, pack, now);
        composer.publicationsChanged(name);
        PackageState left = pack.apply(event);
        Documents after = last.map(
                        word -> before.again(form -> composer.once(name, pack, word, Optional.of(change), form, now)))
                .orElseGet(() -> reporting(name, left, change, before, now));
        // What a last word ends is over with it; all else that it says, a service that is open say, must be taken back.
        boolean passing = last.isPresent()
                && !before.again(form -> composer.once(name, pack, last.get(), Optional.empty(), form, now))
                        .equals(before.again(form -> composer.steady(name, left, form, now)));
        Documents shown = last.isPresent() ? after : after.changedSince(before);
        return new Outcome(
                Optional.of(shown.isEmpty() ? event : event.asShown(shown.shownTo(after))),
                old.id(),
                accepted(environment.ids().get(), 0),
                shown,
                Optional.of(old.id()),
                passing);
    }

    private Documents steady(EventName event, PackageState pack, long now) {
        return Documents.of(pack.subscriptions().values(), form -> composer.steady(event, pack, form, now));
    }

    private Documents reporting(EventName event, PackageState after, Change change, Documents before, long now) {
        return before.again(form -> composer.reporting(event, after, change, form, now));
    }

    private Parsed parse(Publish command) {
        try {
            return composer.pack(command.event()).parse(command.contentType(), command.body());
        } catch (BadBody e) {
            throw new Unreadable(Rejected.of(e.isTooLarge() ? 413 : 400, e.getMessage()));
        }
    }

    private static boolean hasBody(Publish command) {
        return command.body() != null && !command.body().isEmpty();
    }

    private static PublishReply accepted(String etag, int expires) {
        return new PublishReply.Accepted(etag, expires);
    }

    private static final class Unreadable extends RuntimeException {
        private final transient Rejected rejection;

        Unreadable(Rejected rejection) {
            super(rejection.reason(), null, false, false);
            this.rejection = rejection;
        }
    }
}
