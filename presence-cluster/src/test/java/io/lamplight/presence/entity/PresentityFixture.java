package io.lamplight.presence.entity;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.KeeperCommand;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PresentityMessage;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import io.lamplight.presence.packages.dialog.DialogPackage;
import io.lamplight.presence.spi.EventPackages;
import io.lamplight.presence.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;

/** One presentity with its journal in memory, a probe for each edge, and requests as an edge would make them. */
final class PresentityFixture {
    static final Config CONFIG = EventSourcedBehaviorTestKit.config()
            .withFallback(ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = WARNING"))
            .withFallback(ConfigFactory.load());
    static final Duration IDLE_AFTER = Duration.ofMinutes(2);
    static final PersistenceId ID = PersistenceId.of("presentity", "alice");
    static final Aor ALICE = new Aor("sip:alice@example.com");

    final ManualClock clock = new ManualClock();
    final AtomicInteger ids = new AtomicInteger();
    final Map<String, TestProbe<EdgeCommand>> edges = new ConcurrentHashMap<>();
    final TestProbe<ClusterSharding.ShardCommand> shard;
    final TestProbe<KeeperCommand> keeper;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final EventSourcedBehaviorTestKit<PresentityMessage, PresentityEvent, PresentityState> kit;
    final Presentity.Environment environment;
    volatile ActorRef<PresentityCommand> self;
    volatile Duration nextChangeTakes = Duration.ZERO;
    private long transactions;

    PresentityFixture(ActorTestKit system, int timeoutsUntilRemoval) {
        this(system, timeoutsUntilRemoval, IDLE_AFTER);
    }

    PresentityFixture(ActorTestKit system, int timeoutsUntilRemoval, Duration idleAfter) {
        shard = system.createTestProbe();
        keeper = system.createTestProbe();
        edges.put("one", system.createTestProbe());
        edges.put("two", system.createTestProbe());
        environment = new Presentity.Environment(
                EventPackages.of(new WordsPackage(), new DialogPackage()),
                new ProbedEdges(),
                (resource, news) -> keeper.getRef().tell(news),
                clock,
                this::nextId,
                new PresenceSettings(
                        Duration.ofSeconds(2),
                        3,
                        4,
                        timeoutsUntilRemoval,
                        100,
                        Duration.ofMillis(10),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        idleAfter),
                new PresenceMeters(meters));
        kit = EventSourcedBehaviorTestKit.create(
                system.system(),
                Presentity.behavior(ALICE, ID, environment, shard.getRef()),
                EventSourcedBehaviorTestKit.enabledSerializationSettings()
                        .withVerifyEquality(true)
                        .withVerifyCommands(false));
    }

    /** Each change makes an id between its decision and its journaling: time may pass there. */
    private String nextId() {
        clock.advance(nextChangeTakes);
        nextChangeTakes = Duration.ZERO;
        return "id" + ids.incrementAndGet();
    }

    PublishReply publish(String ifMatch, String body, int expires) {
        return publish(ifMatch, body, expires, ++transactions);
    }

    PublishReply publish(String ifMatch, String body, int expires, long transaction) {
        return kit.<PublishReply>runCommand(replyTo -> new PresentityCommand.Publish(
                        WordsPackage.NAME,
                        ifMatch,
                        body == null ? null : WordsPackage.TEXT,
                        body == null ? null : Bytes.utf8(body),
                        expires,
                        transaction,
                        replyTo))
                .reply();
    }

    /** Publishes and gives the entity-tag. */
    String published(String ifMatch, String body) {
        return ((PublishReply.Accepted) publish(ifMatch, body, 600)).etag();
    }

    SubscribeReply subscribe(String callId, String localTag, long cseq, int expires) {
        return subscribe(dialog(callId, localTag, "one"), cseq, expires, ++transactions, WordsPackage.TEXT);
    }

    SubscribeReply subscribe(DialogState dialog, long cseq, int expires, long transaction, MediaType accept) {
        return kit.<SubscribeReply>runCommand(replyTo -> new PresentityCommand.Subscribe(
                        WordsPackage.NAME, "", dialog, cseq, expires, accept, transaction, replyTo))
                .reply();
    }

    /** Subscribes to the words that begin with {@code start}. */
    SubscribeReply.Accepted subscribe(String callId, String localTag, long cseq, int expires, String start) {
        return kit.<SubscribeReply>runCommand(replyTo -> new PresentityCommand.Subscribe(
                                WordsPackage.NAME,
                                "",
                                dialog(callId, localTag, "one"),
                                cseq,
                                expires,
                                WordsPackage.TEXT,
                                ++transactions,
                                replyTo)
                        .through(new Lens(Map.of(WordsPackage.START, start))))
                .replyOfType(SubscribeReply.Accepted.class);
    }

    /** Subscribes for ten minutes and gives the local tag. */
    String subscribed(String callId) {
        return ((SubscribeReply.Accepted) subscribe(callId, "", 1, 600)).localTag();
    }

    static DialogState dialog(String callId, String localTag, String edge) {
        return new DialogState(
                callId,
                localTag,
                "from-" + callId,
                "<sip:alice@example.com>",
                "<sip:" + callId + "@example.com>",
                "sip:" + callId + "@127.0.0.1:5080",
                List.of(),
                new Flow(edge, "udp", "127.0.0.1:5080"));
    }

    TestProbe<EdgeCommand> edge() {
        return edges.get("one");
    }

    SendNotifies expectNotifies() {
        return edge().expectMessageClass(SendNotifies.class);
    }

    static String text(SendNotifies notifies) {
        return notifies.contents().get(0).body().utf8();
    }

    PresentityState state() {
        return kit.getState();
    }

    private final class ProbedEdges implements Edges {
        @Override
        public Optional<ActorRef<EdgeCommand>> route(String edge) {
            return exactly(edge).or(() -> exactly("one")).or(() -> exactly("two"));
        }

        @Override
        public Optional<ActorRef<EdgeCommand>> exactly(String edge) {
            return Optional.ofNullable(edges.get(edge)).map(TestProbe::getRef);
        }

        @Override
        public void watch(ActorRef<PresentityCommand> presentity) {
            self = presentity;
        }

        @Override
        public void unwatch(ActorRef<PresentityCommand> presentity) {}
    }
}
