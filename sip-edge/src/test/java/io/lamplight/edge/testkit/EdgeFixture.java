package io.lamplight.edge.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.lamplight.edge.EdgeSettings;
import io.lamplight.edge.SipEdge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** An edge on free loopback ports before presentities in memory; each test starts it as it needs it. */
public abstract class EdgeFixture {
    private static ActorTestKit kit;
    protected final MemoryPresentities presentities = new MemoryPresentities();
    protected final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    protected SipEdge edge;

    @BeforeAll
    static void startSystem() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stopSystem() {
        kit.shutdownTestKit();
    }

    /** On free ports, unless the lines say something else. */
    protected void start(String... lines) {
        Config config = ConfigFactory.parseString(String.join("\n", lines))
                .withFallback(ConfigFactory.parseString("lamplight.edge { port = 0, ws.port = 0, wss.port = 0 }"))
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
        edge = SipEdge.start(
                kit.system(), EdgeSettings.from(config), "edge-1", presentities, FakePackage.packages(), meters);
        presentities.notifyBy(command -> edge.ref().tell(command));
    }

    @AfterEach
    void stopEdge() throws Exception {
        if (edge != null) {
            edge.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    protected int port(String transport) {
        String address = edge.addresses().stream()
                .filter(one -> one.startsWith(transport + ' '))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    protected double counter(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }

    protected double open(String transport) {
        return meters.get("lamplight.sip.connections")
                .tags("transport", transport)
                .gauge()
                .value();
    }
}
