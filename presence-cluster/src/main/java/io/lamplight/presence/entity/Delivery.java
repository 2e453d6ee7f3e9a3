package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.SubscribeReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the state to the watchers: sends what the journal holds, and says what to journal when a NOTIFY failed or may be
 * lost. Decides nothing about the state itself.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Aor resource;
    private final Presentity.Environment environment;
    private final Composer composer;
    private final NotifyPlanner planner;
    private final DeliveryWatch watch;

    Delivery(Aor resource, Presentity.Environment environment, Composer composer) {
        this.resource = resource;
        this.environment = environment;
        this.composer = composer;
        this.planner = new NotifyPlanner(resource, environment.edges());
        this.watch = new DeliveryWatch(environment.settings());
    }

    NotifyPlanner planner() {
        return planner;
    }

    boolean knowsAnEdge() {
        return environment.edges().route("").isPresent();
    }

    boolean isSettled() {
        return watch.isSettled(now());
    }

    /** A SUBSCRIBE was journaled; its NOTIFY is under way as any other, in the reply: its edge may die with it. */
    void subscribed(EventName event, PresentityState after, SubscribeDecision.Outcome outcome) {
        PackageState pack = after.of(event);
        Subscription subscription = pack.subscriptions().get(outcome.localTag());
        if (subscription == null) {
            watch.ended(outcome.localTag());
        } else {
            watch.subscribed(outcome.localTag(), pack.cseq(subscription));
            watch.sent(event, now());
        }
        outcome.leftEdge().ifPresent(edge -> planner.forget(edge, outcome.localTag()));
    }

    /**
     * The asker waits no more, so that the NOTIFY cannot ride in the reply. A watcher that has taken 503 for an answer
     * refuses it with 481, which ends the subscription that it does not know of.
     */
    void sendWithoutReply(SubscribeReply reply) {
        if (reply instanceof SubscribeReply.Accepted accepted) {
            planner.send(accepted.firstNotify());
        }
    }

    /** Sends a change to those that it shows to: {@code documents} are those that were rendered for them. */
    void fanOut(EventName event, PresentityState after, Documents documents) {
        PackageState pack = after.of(event);
        fanOut(event, pack, pack.subscriptions().values(), documents);
    }

    /** Sends the newest state once more. */
    void resend(PresentityEvent.Renotified event, PresentityState after) {
        PackageState pack = after.of(event.event());
        resend(
                event.event(),
                pack,
                event.localTags().isEmpty() ? pack.subscriptions().values() : watchers(pack, event.localTags()));
    }

    private void resend(EventName event, PackageState pack, Collection<Subscription> watchers) {
        long now = now();
        fanOut(event, pack, watchers, Documents.of(watchers, form -> composer.steady(event, pack, form, now)));
    }

    private static List<Subscription> watchers(PackageState pack, List<String> localTags) {
        return localTags.stream()
                .map(pack.subscriptions()::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** All that an expiration brings about. */
    void expired(Expiration expiration, PresentityState after) {
        long now = now();
        expiration.changed().forEach((event, documents) -> {
            composer.publicationsChanged(event);
            fanOut(event, after, documents);
        });
        expiration.endedSubscriptions().forEach(ended -> {
            watch.ended(ended.line().dialog().localTag());
            planner.send(
                    ended.event(),
                    composer.steady(ended.event(), after.of(ended.event()), ended.form(), now),
                    ended.line());
        });
        expiration.retries().forEach(retry -> {
            retry.localTags().forEach(tag -> watch.retried(tag, now));
            // A change that went to it as well has taken the place of the one that waited; its number is the same.
            Documents sent = expiration.changed().getOrDefault(retry.event(), Documents.NONE);
            PackageState pack = after.of(retry.event());
            resend(
                    retry.event(),
                    pack,
                    watchers(pack, retry.localTags()).stream()
                            .filter(watcher -> sent.of(watcher) == null)
                            .toList());
        });
    }

    /** RFC 6665 §4.2.2: an error ends the subscription, unless it says when to try again. What to journal. */
    Optional<PresentityEvent> failed(PresentityState state, NotifyFailed failed) {
        Subscription subscription = state.of(failed.event()).subscriptions().get(failed.localTag());
        if (subscription == null) {
            return Optional.empty();
        }
        switch (watch.failed(failed, subscription.isDeferred(), now())) {
            case NONE -> {
                return Optional.empty();
            }
            case RETRY_LATER -> {
                long until = now() + failed.retryAfterSeconds() * 1000L;
                return until < subscription.expiresAt()
                        ? Optional.of(new PresentityEvent.NotifyDeferred(failed.event(), failed.localTag(), until))
                        : Optional.empty();
            }
            case RETRY_NOW -> {
                return Optional.of(new PresentityEvent.Renotified(failed.event(), List.of(failed.localTag())));
            }
            default -> {
                LOG.debug("{}: {} ends, NOTIFY was answered {}", resource, failed.localTag(), failed.code());
                watch.ended(failed.localTag());
                return Optional.of(new PresentityEvent.SubscriptionEnded(
                        failed.event(), failed.localTag(), PresentityEvent.SubscriptionEnded.UNREACHABLE));
            }
        }
    }

    /** What to send again since {@code edge} is gone. */
    List<PresentityEvent> lostWith(String edge, PresentityState state) {
        List<PresentityEvent> events = new ArrayList<>(2);
        long now = now();
        state.packages().forEach((name, pack) -> {
            var event = new EventName(name);
            List<String> tags = watch.mayBeUnderWay(event, now)
                    ? pack.subscriptions().values().stream()
                            .filter(s -> s.dialog().flow().edge().equals(edge))
                            .map(s -> s.dialog().localTag())
                            .toList()
                    : List.of();
            if (!tags.isEmpty()) {
                events.add(new PresentityEvent.Renotified(event, tags));
            }
        });
        return events;
    }

    /** What to send again when nobody knows what arrived: everything. */
    static List<PresentityEvent> toAll(PresentityState state) {
        List<PresentityEvent> events = new ArrayList<>(2);
        state.packages().forEach((name, pack) -> {
            if (!pack.subscriptions().isEmpty()) {
                events.add(new PresentityEvent.Renotified(new EventName(name), List.of()));
            }
        });
        return events;
    }

    private void fanOut(EventName event, PackageState pack, Collection<Subscription> watchers, Documents documents) {
        if (!watchers.isEmpty()) {
            watch.sent(event, now());
            planner.fanOut(event, pack, watchers, documents);
        }
    }

    private long now() {
        return environment.clock().millis();
    }
}
