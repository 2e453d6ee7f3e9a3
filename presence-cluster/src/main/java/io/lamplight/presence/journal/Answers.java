package io.lamplight.presence.journal;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol.LoopMessageSuccess;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageRejected;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.JournalProtocol.WriteMessages;
import org.apache.pekko.persistence.JournalProtocol.WriteMessagesFailed;
import org.apache.pekko.persistence.JournalProtocol.WriteMessagesSuccessful$;
import org.apache.pekko.persistence.NonPersistentRepr;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What an entity is told of one request to write: when all of it has an outcome, word of the whole and then of each
 * message, in the order of the request.
 */
final class Answers {
    private final ActorRef entity;
    private final int instance;
    private final List<PersistentEnvelope> envelopes;
    private final AtomicReferenceArray<Result> outcomes;
    private final AtomicInteger open;

    private record Result(Throwable why, boolean rejected) {
        static final Result WRITTEN = new Result(null, false);

        boolean failed() {
            return why != null && !rejected;
        }
    }

    Answers(WriteMessages request) {
        entity = request.persistentActor();
        instance = request.actorInstanceId();
        envelopes = CollectionConverters.asJava(request.messages());
        outcomes = new AtomicReferenceArray<>(envelopes.size());
        open = new AtomicInteger(envelopes.size());
    }

    One of(int index) {
        return new One(index);
    }

    /** For one envelope: events that were persisted together, or a message that only keeps its place among them. */
    final class One implements Write.Waiting {
        private final int index;

        private One(int index) {
            this.index = index;
        }

        @Override
        public void written() {
            settle(index, Result.WRITTEN);
        }

        @Override
        public void refused(Throwable why) {
            settle(index, new Result(why, false));
        }

        void rejected(Throwable why) {
            settle(index, new Result(why, true));
        }
    }

    private void settle(int index, Result outcome) {
        outcomes.set(index, outcome);
        if (open.decrementAndGet() == 0) {
            tell();
        }
    }

    private void tell() {
        Throwable failure = null;
        int failed = 0;
        for (int i = 0; i < envelopes.size(); i++) {
            if (outcomes.get(i).failed()) {
                failure = outcomes.get(i).why();
                failed++;
            }
        }
        entity.tell(
                failure == null ? WriteMessagesSuccessful$.MODULE$ : new WriteMessagesFailed(failure, failed),
                ActorRef.noSender());
        for (int i = 0; i < envelopes.size(); i++) {
            if (envelopes.get(i) instanceof AtomicWrite write) {
                for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
                    entity.tell(word(event, outcomes.get(i)), event.sender());
                }
            } else if (envelopes.get(i) instanceof NonPersistentRepr other) {
                entity.tell(new LoopMessageSuccess(other.payload(), instance), other.sender());
            }
        }
    }

    private Object word(PersistentRepr event, Result outcome) {
        if (outcome.why() == null) {
            return new WriteMessageSuccess(event, instance);
        }
        return outcome.rejected()
                ? new WriteMessageRejected(event, outcome.why(), instance)
                : new WriteMessageFailure(event, outcome.why(), instance);
    }
}
