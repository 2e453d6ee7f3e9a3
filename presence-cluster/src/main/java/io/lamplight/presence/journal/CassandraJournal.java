package io.lamplight.presence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.JournalProtocol.DeleteMessagesTo;
import org.apache.pekko.persistence.JournalProtocol.LoopMessageSuccess;
import org.apache.pekko.persistence.JournalProtocol.RecoverySuccess;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessages;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessagesFailure;
import org.apache.pekko.persistence.JournalProtocol.ReplayedMessage;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageRejected;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.JournalProtocol.WriteMessages;
import org.apache.pekko.persistence.JournalProtocol.WriteMessagesFailed;
import org.apache.pekko.persistence.NonPersistentRepr;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The journal's actor. It speaks Pekko Persistence's journal protocol itself instead of extending AsyncWriteJournal, whose
 * resequencer would make each acknowledgement of the node wait for the slowest shard (RATIONALE).
 */
public final class CassandraJournal extends AbstractActor {
    private final JournalStore store = JournalStore.get(context().system());
    private final EntityReader reader = new EntityReader(store);

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(WriteMessages.class, this::write)
                .match(ReplayMessages.class, this::replay)
                .match(DeleteMessagesTo.class, this::delete)
                .build();
    }

    private void write(WriteMessages request) {
        ActorRef entity = request.persistentActor();
        int instance = request.actorInstanceId();
        for (PersistentEnvelope envelope : CollectionConverters.asJava(request.messages())) {
            if (envelope instanceof AtomicWrite write) {
                write(new Writing(
                        CollectionConverters.asJava(write.payload()), write.persistenceId(), entity, instance));
            } else if (envelope instanceof NonPersistentRepr other) {
                entity.tell(new LoopMessageSuccess(other.payload(), instance), getSelf());
            }
        }
    }

    private void write(Writing writing) {
        PersistentRepr first = writing.events().get(0);
        List<Write.StoredEvent> events = new ArrayList<>(writing.events().size());
        String note = "";
        try {
            for (PersistentRepr event : writing.events()) {
                Object value = event.payload();
                note = "";
                if (value instanceof Tagged tagged) {
                    value = tagged.payload();
                    note = String.join(",", CollectionConverters.asJava(tagged.tags()));
                }
                if (event.metadata().isDefined()) {
                    throw new IllegalArgumentException("this journal stores no metadata of events");
                }
                events.add(new Write.StoredEvent(
                        event.sequenceNr(), Payload.of(store.system(), value), event.manifest()));
            }
        } catch (RuntimeException e) {
            // Pekko's rule: what cannot be serialized is rejected, and the entity lives.
            writing.rejected(e);
            return;
        }
        EntityKey key = store.key(writing.persistenceId());
        store.writer(key)
                .events(
                        key.entity(),
                        UUID.fromString(first.writerUuid()),
                        events,
                        note,
                        note.equals(store.settings().emptyTag()),
                        writing);
    }

    /** Events that were persisted together, and the entity that waits for them. */
    private record Writing(List<PersistentRepr> events, String persistenceId, ActorRef entity, int instance)
            implements Write.Waiting {
        @Override
        public void written() {
            entity.tell(JournalProtocol.WriteMessagesSuccessful$.MODULE$, ActorRef.noSender());
            events.forEach(event -> entity.tell(new WriteMessageSuccess(event, instance), ActorRef.noSender()));
        }

        @Override
        public void refused(Throwable why) {
            entity.tell(new WriteMessagesFailed(why, 1), ActorRef.noSender());
            events.forEach(event -> entity.tell(new WriteMessageFailure(event, why, instance), ActorRef.noSender()));
        }

        void rejected(Throwable why) {
            entity.tell(JournalProtocol.WriteMessagesSuccessful$.MODULE$, ActorRef.noSender());
            events.forEach(event -> entity.tell(new WriteMessageRejected(event, why, instance), ActorRef.noSender()));
        }
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
        store.opened()
                .thenCompose(open -> reader.recover(request.persistenceId()))
                .whenComplete((now, failure) -> {
                    if (failure != null) {
                        entity.tell(
                                new DeleteMessagesFailure(failure, request.toSequenceNr()), ActorRef.noSender());
                        return;
                    }
                    store.writer(key)
                            .deleteEvents(
                                    key.entity(),
                                    Math.min(request.toSequenceNr(), now.highest()),
                                    Told.of(
                                            () -> entity.tell(
                                                    new DeleteMessagesSuccess(request.toSequenceNr()),
                                                    ActorRef.noSender()),
                                            why -> entity.tell(
                                                    new DeleteMessagesFailure(why, request.toSequenceNr()),
                                                    ActorRef.noSender())));
                });
    }
}
