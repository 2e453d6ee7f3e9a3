package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.EventPackages;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns stored publications into documents, and remembers what it parsed and rendered last. A cache only: all that it
 * holds follows from the state, so it is neither journaled nor part of the state.
 */
final class Composer {
    /** Documents that are remembered of one package at most: watchers may ask for any view. */
    private static final int REMEMBERED = 64;

    private final Aor resource;
    private final EventPackages packages;
    private final Map<String, Parsed> parsedById = new HashMap<>();
    private final Map<EventName, Map<Form, NotifyContent>> steady = new HashMap<>();

    Composer(Aor resource, EventPackages packages) {
        this.resource = resource;
        this.packages = packages;
    }

    /** The document as a SUBSCRIBE gets it. */
    NotifyContent steady(EventName event, PackageState state, Form form, long now) {
        Map<Form, NotifyContent> documents = steady.computeIfAbsent(event, e -> new HashMap<>(2));
        NotifyContent known = documents.get(form);
        if (known != null) {
            return known;
        }
        if (documents.size() == REMEMBERED) {
            documents.clear();
        }
        NotifyContent document = render(event, state, Optional.empty(), form, now);
        documents.put(form, document);
        return document;
    }

    /** The document that reports {@code change}, which {@code state} holds already. */
    NotifyContent reporting(EventName event, PackageState state, Change change, Form form, long now) {
        EventPackage pack = pack(event);
        return pack.reportsChanges()
                ? render(event, state, Optional.of(change), form, now)
                : steady(event, state, form, now);
    }

    /** The document of a state in which {@code last} takes its publication's place; it is not remembered. */
    NotifyContent once(
            EventName event, PackageState state, Publication last, Optional<Change> change, Form form, long now) {
        List<Publication> live = state.publications().stream()
                .map(stored -> stored.id().equals(last.id()) ? last : publication(event, stored))
                .toList();
        return pack(event).render(view(state, live, change, form.lens(), now), form.type());
    }

    /** Called when an event has changed the publications. */
    void publicationsChanged(EventName event) {
        steady.remove(event);
    }

    void remember(String publicationId, Parsed content) {
        parsedById.put(publicationId, content);
    }

    void forget(String publicationId) {
        parsedById.remove(publicationId);
    }

    /** After a restart nothing may be left of a change that the journal did not take. */
    void clear() {
        parsedById.clear();
        steady.clear();
    }

    Publication publication(EventName event, StoredPublication stored) {
        Parsed content = parsedById.computeIfAbsent(stored.id(), id -> reparse(event, stored));
        return new Publication(stored.id(), content, Instant.ofEpochMilli(stored.publishedAt()));
    }

    /** Marks for the event of {@code change}: the new ones, and old ones whose time is over but which still matter. */
    Map<String, Long> marks(EventName event, PackageState before, Change change, long now) {
        EventPackage pack = pack(event);
        Map<String, Long> marks = new HashMap<>(4);
        List<Publication> live = null;
        for (Map.Entry<String, Long> old : before.marks().entrySet()) {
            if (old.getValue() <= now) {
                live = live == null ? live(event, before, change) : live;
                if (pack.stillMatters(old.getKey(), live)) {
                    marks.put(old.getKey(), old.getValue());
                }
            }
        }
        pack.marks(change, Instant.ofEpochMilli(now)).forEach((mark, end) -> marks.put(mark, end.toEpochMilli()));
        return Map.copyOf(marks);
    }

    private List<Publication> live(EventName event, PackageState before, Change change) {
        List<Publication> live = new ArrayList<>();
        change.after().ifPresent(live::add);
        String changed = change.before().map(Publication::id).orElse("");
        before.publications().stream()
                .filter(stored -> !stored.id().equals(changed))
                .forEach(stored -> live.add(publication(event, stored)));
        return live;
    }

    EventPackage pack(EventName event) {
        return packages.find(event)
                .orElseThrow(() -> new IllegalStateException("no event package " + event))
                .pack();
    }

    private NotifyContent render(EventName event, PackageState state, Optional<Change> change, Form form, long now) {
        List<Publication> live = new ArrayList<>(state.publications().size());
        for (StoredPublication stored : state.publications()) {
            live.add(publication(event, stored));
        }
        return pack(event).render(view(state, live, change, form.lens(), now), form.type());
    }

    private View view(PackageState state, List<Publication> live, Optional<Change> change, Lens lens, long now) {
        return new View(resource, live, change, state.marks().keySet(), Instant.ofEpochMilli(now), lens);
    }

    private Parsed reparse(EventName event, StoredPublication stored) {
        try {
            return pack(event).parse(stored.contentType(), stored.body());
        } catch (BadBody e) {
            throw new IllegalStateException("the journal holds a body that " + event + " once took and now refuses", e);
        }
    }
}
