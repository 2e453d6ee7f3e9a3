package io.lamplight.deploy.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** An actor system with our journal, as a node has it, and the ways to speak to its plugins directly. */
final class JournalSystem implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int INSTANCE = 4711;
    private static final String SETTINGS = """
            pekko {
              actor.provider = local
              coordinated-shutdown.exit-jvm = off
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              cluster.sharding.number-of-shards = 4
              log-dead-letters = off
            }
            datastax-java-driver {
              basic.request.timeout = 1 second
              advanced.reconnection-policy { base-delay = 50 milliseconds, max-delay = 200 milliseconds }
            }
            """;

    static {
        Metrics.addRegistry(new SimpleMeterRegistry());
    }

    private final ActorSystem system;

    private JournalSystem(ActorSystem system) {
        this.system = system;
    }

    static JournalSystem start(InetSocketAddress cassandra) {
        return start(cassandra, "");
    }

    /** With settings on top of a test's usual ones. */
    static JournalSystem start(InetSocketAddress cassandra, String settings) {
        String place = cassandra.getHostString() + ":" + cassandra.getPort();
        Config config = ConfigFactory.parseString("datastax-java-driver.basic.contact-points = [\"" + place + "\"]")
                .withFallback(ConfigFactory.parseString(settings))
                .withFallback(ConfigFactory.parseString(SETTINGS))
                .withFallback(ConfigFactory.load());
        return new JournalSystem(ActorSystem.create("journal", config.resolve()));
    }

    ActorSystem system() {
        return system;
    }

    ActorRef journal() {
        return Persistence.get(system).journalFor("", ConfigFactory.empty());
    }

    ActorRef snapshots() {
        return Persistence.get(system).snapshotStoreFor("", ConfigFactory.empty());
    }

    TestKit probe() {
        return new TestKit(system);
    }

    static double batches() {
        DistributionSummary summary =
                Metrics.globalRegistry.find("lamplight.journal.batch").summary();
        return summary == null ? 0 : summary.count();
    }

    static double largestBatch() {
        return Metrics.globalRegistry.get("lamplight.journal.batch").summary().max();
    }

    /** {@code queries}, {@code conflicts} or {@code retries}, of all systems of this JVM. */
    static double count(String meter) {
        Counter counter =
                Metrics.globalRegistry.find("lamplight.journal." + meter).counter();
        return counter == null ? 0 : counter.count();
    }

    static PersistentRepr event(String id, long seq, Object payload, UUID writer) {
        return PersistentRepr.apply(payload, seq, id, "", false, ActorRef.noSender(), writer.toString());
    }

    static AtomicWrite atomic(PersistentRepr... events) {
        return new AtomicWrite(CollectionConverters.asScala(List.of(events)).toList());
    }

    void send(ActorRef entity, PersistentEnvelope... envelopes) {
        journal()
                .tell(
                        new JournalProtocol.WriteMessages(
                                CollectionConverters.asScala(List.of(envelopes)).toList(), entity, INSTANCE),
                        ActorRef.noSender());
    }

    /** Writes one after the other, each with word of its success. */
    void write(String id, UUID writer, long from, Object... payloads) {
        TestKit probe = probe();
        for (int i = 0; i < payloads.length; i++) {
            send(probe.getRef(), atomic(event(id, from + i, payloads[i], writer)));
            expectWritten(probe, from + i);
        }
    }

    static void expectWritten(TestKit probe, long... seqs) {
        probe.expectMsg(PATIENCE, JournalProtocol.WriteMessagesSuccessful$.MODULE$);
        for (long seq : seqs) {
            var success = probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageSuccess.class);
            if (success.persistent().sequenceNr() != seq) {
                throw new AssertionError("expected " + seq + ", got " + success);
            }
        }
    }

    /** What a replay gives, oldest first, and the highest sequence number. */
    record Replay(List<PersistentRepr> events, long highest) {
        List<Object> payloads() {
            return events.stream().map(PersistentRepr::payload).toList();
        }

        List<Long> seqs() {
            return events.stream().map(PersistentRepr::sequenceNr).toList();
        }
    }

    Replay replay(String id) {
        return replay(id, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    Replay replay(String id, long from, long to, long max) {
        TestKit probe = probe();
        journal().tell(new JournalProtocol.ReplayMessages(from, to, max, id, probe.getRef()), ActorRef.noSender());
        List<PersistentRepr> events = new ArrayList<>();
        while (true) {
            Object answer = probe.expectMsgAnyClassOf(
                    PATIENCE,
                    JournalProtocol.ReplayedMessage.class,
                    JournalProtocol.RecoverySuccess.class,
                    JournalProtocol.ReplayMessagesFailure.class);
            if (answer instanceof JournalProtocol.ReplayedMessage one) {
                events.add(one.persistent());
            } else if (answer instanceof JournalProtocol.RecoverySuccess done) {
                return new Replay(events, done.highestSequenceNr());
            } else {
                throw new IllegalStateException(((JournalProtocol.ReplayMessagesFailure) answer).cause());
            }
        }
    }

    /** Deletes events and waits for word of it. */
    void delete(String id, long to) {
        TestKit probe = probe();
        journal().tell(new JournalProtocol.DeleteMessagesTo(id, to, probe.getRef()), ActorRef.noSender());
        probe.expectMsgClass(PATIENCE, org.apache.pekko.persistence.DeleteMessagesSuccess.class);
    }

    /** Starts the entity of that id; each call is an incarnation of its own. */
    org.apache.pekko.actor.typed.ActorRef<Notebook.Command> notebook(String id) {
        return Adapter.spawnAnonymous(system, Notebook.create(id));
    }

    /** What the entity holds then; with an empty text, what it holds now. */
    CompletionStage<String> tell(org.apache.pekko.actor.typed.ActorRef<Notebook.Command> notebook, String text) {
        return tell(notebook, text, PATIENCE);
    }

    CompletionStage<String> tell(
            org.apache.pekko.actor.typed.ActorRef<Notebook.Command> notebook, String text, Duration patience) {
        return ask(
                notebook,
                (org.apache.pekko.actor.typed.ActorRef<String> replyTo) -> new Notebook.Command(text, replyTo),
                patience);
    }

    <Q, A> CompletionStage<A> ask(
            org.apache.pekko.actor.typed.ActorRef<Q> entity,
            org.apache.pekko.japi.function.Function<org.apache.pekko.actor.typed.ActorRef<A>, Q> question,
            Duration patience) {
        return AskPattern.ask(
                entity, question, patience, Adapter.toTyped(system).scheduler());
    }

    /** Ends an entity; returns when it is gone. */
    void stop(org.apache.pekko.actor.typed.ActorRef<Notebook.Command> notebook) {
        stopEntity(Adapter.toClassic(notebook));
    }

    void stopEntity(ActorRef entity) {
        TestKit probe = probe();
        probe.watch(entity);
        system.stop(entity);
        probe.expectTerminated(PATIENCE, entity);
    }

    /** A persistence id that no other test has. */
    static String newId() {
        return "test|" + UUID.randomUUID();
    }

    /** Ids of entities that share one shard. */
    static Stream<String> newIdsInShard(int shard, int shards) {
        return Stream.generate(() -> UUID.randomUUID().toString())
                .filter(entity -> Math.abs(entity.hashCode() % shards) == shard)
                .map(entity -> "test|" + entity);
    }

    @Override
    public void close() {
        TestKit.shutdownActorSystem(system, scala.concurrent.duration.Duration.create(20, "seconds"), true);
    }
}
