package io.lamplight.presence.entity;

import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.PresentityCommand.Subscribe;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.util.Map;
import java.util.Optional;

/** What a SUBSCRIBE does (RFC 6665 §4.2.1): initial, refresh, unsubscribe, fetch, or nothing but an answer. */
final class SubscribeDecision {
    private final Presentity.Environment environment;

    SubscribeDecision(Presentity.Environment environment) {
        this.environment = environment;
    }

    /**
     * @param event what to journal; empty when only an answer is due
     * @param leftEdge the edge that served the dialog until now, if it is another one
     */
    record Outcome(Optional<PresentityEvent> event, String localTag, Optional<String> leftEdge, Answer answer) {

        SubscribeReply reply(PresentityState after, Composer composer, NotifyPlanner planner, long now) {
            return answer.make(after, composer, planner, now);
        }

        static Outcome refused(Rejected rejected) {
            return new Outcome(Optional.empty(), "", Optional.empty(), (after, composer, planner, now) -> rejected);
        }
    }

    /** Made after the journal's word, since it carries the first NOTIFY with the newest state. */
    private interface Answer {
        SubscribeReply make(PresentityState after, Composer composer, NotifyPlanner planner, long now);
    }

    Outcome decide(PresentityState state, Subscribe command, long now) {
        if (environment.packages().find(command.event()).isEmpty()) {
            return Outcome.refused(new Rejected(
                    489,
                    "Bad Event",
                    Map.of("Allow-Events", environment.packages().allowEvents())));
        }
        PackageState pack = state.of(command.event());
        return command.dialog().localTag().isEmpty() ? outOfDialog(pack, command, now) : inDialog(pack, command, now);
    }

    private Outcome outOfDialog(PackageState pack, Subscribe command, long now) {
        Optional<Subscription> known = pack.madeBy(command.dialog(), command.cseq());
        if (known.isPresent()) {
            // RFC 3261 §8.2.2.2: the same request by another path; by the same path it is a retransmission.
            return known.get().transaction() == command.transaction()
                    ? repeated(known.get(), command, now)
                    : Outcome.refused(Rejected.of(482, "Loop Detected"));
        }
        DialogState dialog = command.dialog().withLocalTag(environment.ids().get());
        if (command.expires() == 0) {
            return fetch(command, dialog);
        }
        if (pack.subscriptions().size() >= environment.settings().maxSubscriptions()) {
            return Outcome.refused(Rejected.of(403, "Too Many Subscriptions"));
        }
        var event = new PresentityEvent.Subscribed(
                command.event(),
                command.eventId(),
                dialog,
                command.accept(),
                command.lens(),
                command.cseq(),
                command.transaction(),
                now + command.expires() * 1000L);
        return new Outcome(
                Optional.of(event), dialog.localTag(), Optional.empty(), activeAnswer(command, dialog.localTag()));
    }

    private Outcome inDialog(PackageState pack, Subscribe command, long now) {
        Optional<Subscription> found =
                pack.inDialog(command.dialog()).filter(s -> s.eventId().equals(command.eventId()));
        if (found.isEmpty()) {
            return Outcome.refused(Rejected.of(481, "Subscription Does Not Exist"));
        }
        Subscription subscription = found.get();
        if (subscription.transaction() == command.transaction()) {
            return repeated(subscription, command, now);
        }
        if (command.cseq() <= subscription.remoteCseq()) {
            return Outcome.refused(Rejected.of(500, "CSeq Out Of Order"));
        }
        if (command.expires() == 0) {
            return unsubscribe(pack, subscription, command);
        }
        return refresh(subscription, command, now + command.expires() * 1000L);
    }

    /** The answer was lost, or was never sent: the same again, and the newest state with it. */
    private Outcome repeated(Subscription subscription, Subscribe command, long now) {
        Outcome again = refresh(subscription, command, subscription.expiresAt());
        int left = (int) Math.max(1, (subscription.expiresAt() - now + 999) / 1000);
        return new Outcome(
                again.event(),
                again.localTag(),
                again.leftEdge(),
                activeAnswer(command, subscription.dialog().localTag(), left));
    }

    /**
     * RFC 6665 §4.1.2.2: it is handled as the first one, so what it asks for, and does not ask for any more, takes the
     * place of what was asked before.
     */
    private Outcome refresh(Subscription subscription, Subscribe command, long expiresAt) {
        DialogState asked = command.dialog();
        String tag = subscription.dialog().localTag();
        var event = new PresentityEvent.Resubscribed(
                command.event(),
                tag,
                asked.remoteTarget(),
                asked.flow(),
                command.accept(),
                command.lens(),
                command.cseq(),
                command.transaction(),
                expiresAt);
        return new Outcome(Optional.of(event), tag, leftEdge(subscription, command), activeAnswer(command, tag));
    }

    private static Optional<String> leftEdge(Subscription subscription, Subscribe command) {
        return Optional.of(subscription.dialog().flow().edge())
                .filter(edge -> !edge.equals(command.dialog().flow().edge()));
    }

    /** RFC 6665 §4.1.2.3: one last NOTIFY with the present state. */
    private static Outcome unsubscribe(PackageState before, Subscription subscription, Subscribe command) {
        String tag = subscription.dialog().localTag();
        var event =
                new PresentityEvent.SubscriptionEnded(command.event(), tag, PresentityEvent.SubscriptionEnded.TIMEOUT);
        var target = new Subscription(
                subscription
                        .dialog()
                        .withTarget(
                                command.dialog().remoteTarget(),
                                command.dialog().flow()),
                subscription.eventId(),
                command.accept(),
                command.lens(),
                command.cseq(),
                command.transaction(),
                0,
                subscription.offset(),
                Subscription.NOT_DEFERRED);
        SendNotifies.Line last = NotifyPlanner.last(before, target, PresentityEvent.SubscriptionEnded.TIMEOUT);
        return new Outcome(Optional.of(event), tag, leftEdge(subscription, command), lastAnswer(command, tag, last));
    }

    /** RFC 6665 §4.4.3: the state once, and no subscription. */
    private static Outcome fetch(Subscribe command, DialogState dialog) {
        var line = new SendNotifies.Line(
                dialog,
                command.eventId(),
                1,
                0,
                NotifyPlanner.TERMINATED,
                PresentityEvent.SubscriptionEnded.TIMEOUT,
                0,
                0);
        return new Outcome(
                Optional.empty(), dialog.localTag(), Optional.empty(), lastAnswer(command, dialog.localTag(), line));
    }

    private static Answer lastAnswer(Subscribe command, String tag, SendNotifies.Line line) {
        return (after, composer, planner, now) -> new SubscribeReply.Accepted(
                tag,
                0,
                planner.single(
                        command.event(),
                        composer.steady(command.event(), after.of(command.event()), form(command), now),
                        line));
    }

    private static Answer activeAnswer(Subscribe command, String tag) {
        return activeAnswer(command, tag, command.expires());
    }

    private static Answer activeAnswer(Subscribe command, String tag, int expires) {
        return (after, composer, planner, now) -> {
            PackageState pack = after.of(command.event());
            SendNotifies.Line line =
                    NotifyPlanner.active(pack, pack.subscriptions().get(tag), 0);
            return new SubscribeReply.Accepted(
                    tag,
                    expires,
                    planner.single(command.event(), composer.steady(command.event(), pack, form(command), now), line));
        };
    }

    private static Form form(Subscribe command) {
        return new Form(command.accept(), command.lens());
    }
}
