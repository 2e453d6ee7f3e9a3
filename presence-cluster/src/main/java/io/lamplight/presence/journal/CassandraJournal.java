package io.lamplight.presence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.AbstractActorWithStash;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol.DeleteMessagesTo;
import org.apache.pekko.persistence.JournalProtocol.RecoverySuccess;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessages;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessagesFailure;
import org.apache.pekko.persistence.JournalProtocol.ReplayedMessage;
import org.apache.pekko.persistence.JournalProtocol.WriteMessages;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The journal's actor. It speaks Pekko Persistence's journal protocol itself instead of extending AsyncWriteJournal, whose
 * resequencer would make each acknowledgement of the node wait for the slowest shard (RATIONALE).
 */
public final class CassandraJournal extends AbstractActorWithStash {
    private final JournalStore store = JournalStore.get(context().system());
    private final EntityReader reader = new EntityReader(store);

    private enum Opened {
        OR_NOT
    }

    @Override
    public void preStart() {
        store.opened().whenComplete((open, failure) -> getSelf().tell(Opened.OR_NOT, ActorRef.noSender()));
    }

    /** Until the session stands; if it never does, the node ends. */
    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .matchEquals(Opened.OR_NOT, opened -> {
                    getContext().become(open());
                    unstashAll();
                })
                .matchAny(early -> stash())
                .build();
    }

    private Receive open() {
        return receiveBuilder()
                .match(WriteMessages.class, this::write)
                .match(ReplayMessages.class, this::replay)
                .match(DeleteMessagesTo.class, this::delete)
                .build();
    }

    private void write(WriteMessages request) {
        var answers = new Answers(request);
        List<PersistentEnvelope> envelopes = CollectionConverters.asJava(request.messages());
        for (int i = 0; i < envelopes.size(); i++) {
            if (envelopes.get(i) instanceof AtomicWrite write) {
                write(write, answers.of(i));
            } else {
                answers.of(i).written();
            }
        }
    }

    private void write(AtomicWrite write, Answers.One answer) {
        List<Write.StoredEvent> events = new ArrayList<>(write.payload().size());
        String note = "";
        try {
            for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
                Object value = event.payload();
                note = "";
                if (value instanceof Tagged tagged) {
                    value = tagged.payload();
                    note = String.join(",", CollectionConverters.asJava(tagged.tags()));
                }
                if (event.metadata().isDefined()) {
                    throw new IllegalArgumentException("this journal stores no metadata of events");
                }
                events.add(
                        new Write.StoredEvent(event.sequenceNr(), Payload.of(store.system(), value), event.manifest()));
            }
        } catch (Exception e) {
            // Pekko's rule: what cannot be serialized is rejected, and the entity lives.
            answer.rejected(e);
            return;
        }
        EntityKey key = store.key(write.persistenceId());
        UUID writer = UUID.fromString(write.payload().head().writerUuid());
        boolean empty = note.equals(store.settings().emptyTag());
        store.writer(key).events(key.entity(), writer, events, note, empty, answer);
    }

    private void replay(ReplayMessages request) {
        ActorRef entity = request.persistentActor();
        Recovered found = store.recoveries().take(request.persistenceId());
        if (found != null && matches(found, request)) {
            send(found.events(), found.highest(), entity);
            return;
        }
        store.opened()
                .thenCompose(open -> reader.recover(request.persistenceId()))
                .thenCompose(now -> reader.events(
                                request.persistenceId(),
                                request.fromSequenceNr(),
                                Math.min(request.toSequenceNr(), now.highest()),
                                request.max())
                        .thenAccept(events -> send(events, now.highest(), entity)))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        entity.tell(new ReplayMessagesFailure(failure), ActorRef.noSender());
                    }
                });
    }

    /** Whether what was read for the snapshot's sake is what is asked for. */
    private static boolean matches(Recovered found, ReplayMessages request) {
        long from = found.snapshot().map(s -> s.metadata().sequenceNr() + 1).orElse(1L);
        return from == request.fromSequenceNr()
                && request.toSequenceNr() >= found.highest()
                && request.max() >= found.events().size();
    }

    private static void send(List<PersistentRepr> events, long highest, ActorRef entity) {
        events.forEach(event -> entity.tell(new ReplayedMessage(event), ActorRef.noSender()));
        entity.tell(new RecoverySuccess(highest), ActorRef.noSender());
    }

    private void delete(DeleteMessagesTo request) {
        EntityKey key = store.key(request.persistenceId());
        ActorRef entity = request.persistentActor();
        long upTo = request.toSequenceNr();
        Told told = Told.of(
                () -> entity.tell(new DeleteMessagesSuccess(upTo), ActorRef.noSender()),
                why -> entity.tell(new DeleteMessagesFailure(why, upTo), ActorRef.noSender()));
        store.opened().thenCompose(open -> reader.deletable(key, upTo)).whenComplete((to, failure) -> {
            if (failure != null) {
                told.refused(failure);
            } else if (to == 0) {
                told.written();
            } else {
                store.writer(key).deleteEvents(key.entity(), to, told);
            }
        });
    }
}
