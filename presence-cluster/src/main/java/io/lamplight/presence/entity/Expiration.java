package io.lamplight.presence.entity;

import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.spi.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that has run out at one moment, journaled as one. Of several publications of a package that end together only the
 * last is reported by name: watchers get one NOTIFY, with what is left.
 *
 * @param duePoints when each of them was due
 * @param changed packages whose watchers get a NOTIFY, with the documents for it
 * @param endedSubscriptions each with its last NOTIFY
 * @param retries NOTIFYs whose Retry-After is over (RFC 6665 §4.2.2), among {@code events} too
 */
record Expiration(
        List<PresentityEvent> events,
        List<Long> duePoints,
        List<String> endedPublications,
        Map<EventName, Documents> changed,
        List<Ended> endedSubscriptions,
        List<PresentityEvent.Renotified> retries) {

    record Ended(EventName event, Form form, SendNotifies.Line line) {}

    static Expiration at(long now, PresentityState state, Composer composer) {
        var expiration = new Expiration(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashMap<>(),
                new ArrayList<>(),
                new ArrayList<>());
        state.packages().forEach((name, pack) -> {
            var event = new EventName(name);
            PackageState left = expiration.endPublications(event, pack, composer, now);
            expiration.endSubscriptions(event, left, now);
            expiration.retry(event, left, now);
        });
        return expiration;
    }

    private PackageState endPublications(EventName event, PackageState pack, Composer composer, long now) {
        List<StoredPublication> over =
                pack.publications().stream().filter(p -> p.expiresAt() <= now).toList();
        if (over.isEmpty()) {
            return pack;
        }
        Documents before = Documents.of(pack.subscriptions().values(), form -> composer.steady(event, pack, form, now));
        PackageState left = pack;
        int reportedAt = events.size() + over.size() - 1;
        for (StoredPublication publication : over) {
            var change = new Change(Optional.of(composer.publication(event, publication)), Optional.empty());
            var ended = new PresentityEvent.PublicationEnded(
                    event,
                    publication.id(),
                    PresentityEvent.PublicationEnded.EXPIRED,
                    now,
                    false,
                    List.of(),
                    composer.marks(event, left, change, now));
            PackageState next = left.apply(ended);
            if (events.size() == reportedAt) {
                composer.publicationsChanged(event);
                Documents after = before.again(form -> composer.reporting(event, next, change, form, now));
                Documents shown = after.changedSince(before);
                if (!shown.isEmpty()) {
                    ended = ended.asShown(shown.shownTo(after));
                    changed.put(event, shown);
                }
            }
            events.add(ended);
            duePoints.add(publication.expiresAt());
            endedPublications.add(publication.id());
            left = left.apply(ended);
        }
        return left;
    }

    private void endSubscriptions(EventName event, PackageState pack, long now) {
        for (Subscription subscription : pack.subscriptions().values()) {
            if (subscription.expiresAt() <= now) {
                String reason = PresentityEvent.SubscriptionEnded.TIMEOUT;
                events.add(new PresentityEvent.SubscriptionEnded(
                        event, subscription.dialog().localTag(), reason));
                duePoints.add(subscription.expiresAt());
                endedSubscriptions.add(
                        new Ended(event, subscription.form(), NotifyPlanner.last(pack, subscription, reason)));
            }
        }
    }

    private void retry(EventName event, PackageState pack, long now) {
        List<String> tags = pack.subscriptions().values().stream()
                .filter(s -> s.isDeferred() && s.deferredUntil() <= now && s.expiresAt() > now)
                .map(s -> s.dialog().localTag())
                .toList();
        if (!tags.isEmpty()) {
            var retry = new PresentityEvent.Renotified(event, tags);
            events.add(retry);
            retries.add(retry);
        }
    }
}
