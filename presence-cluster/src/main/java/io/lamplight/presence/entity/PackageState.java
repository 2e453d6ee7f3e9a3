package io.lamplight.presence.entity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lamplight.presence.api.DialogState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One event package's part of a presentity; every change gives a new one.
 *
 * @param round NOTIFYs that went to all watchers so far
 * @param subscriptions by local tag
 * @param marks what the package wants remembered, each with the time from which the next change may drop it
 */
record PackageState(
        long round,
        List<StoredPublication> publications,
        Map<String, Subscription> subscriptions,
        Map<String, Long> marks) {

    static final PackageState EMPTY = new PackageState(0, List.of(), Map.of(), Map.of());

    /** CSeq of the subscription's last NOTIFY; also the number of documents that it has had, the first being 1. */
    long cseq(Subscription subscription) {
        return round + subscription.offset();
    }

    Optional<StoredPublication> withEtag(String etag) {
        return publications.stream().filter(p -> p.etag().equals(etag)).findFirst();
    }

    Optional<StoredPublication> byTransaction(long transaction) {
        return publications.stream().filter(p -> p.transaction() == transaction).findFirst();
    }

    Optional<StoredPublication> publication(String id) {
        return publications.stream().filter(p -> p.id().equals(id)).findFirst();
    }

    /** The subscription of that dialog, matched by Call-ID and both tags (RFC 6665 §4.4.1). */
    Optional<Subscription> inDialog(DialogState dialog) {
        return Optional.ofNullable(subscriptions.get(dialog.localTag()))
                .filter(s -> s.dialog().isSameDialog(dialog));
    }

    /** A subscription that the same initial SUBSCRIBE made, by whatever path it came (RFC 3261 §8.2.2.2). */
    Optional<Subscription> madeBy(DialogState dialog, long remoteCseq) {
        return subscriptions.values().stream()
                .filter(s -> s.remoteCseq() == remoteCseq
                        && s.dialog().remoteTag().equals(dialog.remoteTag())
                        && s.dialog().callId().equals(dialog.callId()))
                .findFirst();
    }

    /** When the first publication or subscription runs out, or the first deferred NOTIFY is to leave. */
    OptionalLong nextDue() {
        long due = Long.MAX_VALUE;
        for (StoredPublication publication : publications) {
            due = Math.min(due, publication.expiresAt());
        }
        for (Subscription subscription : subscriptions.values()) {
            due = Math.min(due, subscription.nextDue());
        }
        return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
    }

    @JsonIgnore
    boolean isEmpty() {
        return publications.isEmpty() && subscriptions.isEmpty();
    }

    PackageState apply(PresentityEvent.Published event) {
        var publication = new StoredPublication(
                event.id(),
                event.etag(),
                event.contentType(),
                event.body(),
                event.at(),
                event.expiresAt(),
                event.transaction());
        return new PackageState(
                nextRound(event.shown(), event.shownTo()),
                replace(publication),
                notified(event.shownTo()),
                merged(event.marks(), event.at()));
    }

    PackageState apply(PresentityEvent.PublicationRefreshed event) {
        return publication(event.id())
                .map(p -> new PackageState(round, replace(p.refreshed(event)), subscriptions, marks))
                .orElse(this);
    }

    PackageState apply(PresentityEvent.PublicationEnded event) {
        return new PackageState(
                nextRound(event.shown(), event.shownTo()),
                without(event.id()),
                notified(event.shownTo()),
                merged(event.marks(), event.at()));
    }

    PackageState apply(PresentityEvent.Subscribed event) {
        return with(new Subscription(
                event.dialog(),
                event.eventId(),
                event.accept(),
                event.lens(),
                event.remoteCseq(),
                event.transaction(),
                event.expiresAt(),
                1 - round,
                Subscription.NOT_DEFERRED));
    }

    PackageState apply(PresentityEvent.Resubscribed event) {
        Subscription subscription = subscriptions.get(event.localTag());
        return subscription == null ? this : with(subscription.refreshed(event));
    }

    PackageState apply(PresentityEvent.SubscriptionEnded event) {
        Map<String, Subscription> left = new LinkedHashMap<>(subscriptions);
        left.remove(event.localTag());
        return new PackageState(round, publications, Collections.unmodifiableMap(left), marks);
    }

    PackageState apply(PresentityEvent.Renotified event) {
        if (event.localTags().isEmpty()) {
            return new PackageState(round + 1, publications, subscriptions, marks);
        }
        Map<String, Subscription> moved = new LinkedHashMap<>(subscriptions);
        event.localTags().forEach(tag -> moved.computeIfPresent(tag, (t, s) -> s.notifiedAlone()));
        return new PackageState(round, publications, Collections.unmodifiableMap(moved), marks);
    }

    PackageState apply(PresentityEvent.NotifyDeferred event) {
        Subscription subscription = subscriptions.get(event.localTag());
        return subscription == null ? this : with(subscription.deferred(event.until()));
    }

    PackageState withMarks(Map<String, Long> kept) {
        return new PackageState(round, publications, subscriptions, kept);
    }

    private long nextRound(boolean shown, List<Form> shownTo) {
        return shown && shownTo.isEmpty() ? round + 1 : round;
    }

    private Map<String, Subscription> notified(List<Form> shownTo) {
        if (shownTo.isEmpty()) {
            return subscriptions;
        }
        Set<Form> forms = Set.copyOf(shownTo);
        Map<String, Subscription> moved = new LinkedHashMap<>(subscriptions);
        moved.replaceAll((tag, s) -> forms.contains(s.form()) ? s.shown() : s);
        return Collections.unmodifiableMap(moved);
    }

    private PackageState with(Subscription subscription) {
        Map<String, Subscription> more = new LinkedHashMap<>(subscriptions);
        more.put(subscription.dialog().localTag(), subscription);
        return new PackageState(round, publications, Collections.unmodifiableMap(more), marks);
    }

    private List<StoredPublication> replace(StoredPublication publication) {
        List<StoredPublication> all = new ArrayList<>(publications.size() + 1);
        boolean there = false;
        for (StoredPublication old : publications) {
            boolean same = old.id().equals(publication.id());
            there |= same;
            all.add(same ? publication : old);
        }
        if (!there) {
            all.add(publication);
        }
        return List.copyOf(all);
    }

    private List<StoredPublication> without(String id) {
        return publications.stream().filter(p -> !p.id().equals(id)).toList();
    }

    private Map<String, Long> merged(Map<String, Long> added, long at) {
        if (added.isEmpty() && marks.isEmpty()) {
            return marks;
        }
        Map<String, Long> all = new HashMap<>(marks);
        all.values().removeIf(end -> end <= at);
        all.putAll(added);
        return Map.copyOf(all);
    }
}
