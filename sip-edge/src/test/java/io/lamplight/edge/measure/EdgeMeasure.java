package io.lamplight.edge.measure;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.lamplight.edge.EdgeSettings;
import io.lamplight.edge.SipEdge;
import io.lamplight.edge.testkit.FakePackage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What one operation costs the edge: CPU and allocation of each of its threads, over a real UDP socket on loopback, with
 * presentities that answer at once. The thread that plays the phones is left out. To be run by hand:
 *
 * <pre>java -Xmx1g -cp ... io.lamplight.edge.measure.EdgeMeasure [operations [warm-up [scenario ...]]]</pre>
 *
 * <p>Scenarios are {@code refresh}, {@code publish}, {@code subscribe} and {@code fanout}; of the last one operation is one
 * NOTIFY with its 200. Compare CPU, not elapsed time, and runs with each other, not single figures.
 */
public final class EdgeMeasure {
    private static final int ROUNDS = 3;

    private EdgeMeasure() {}

    private interface Scenario {
        void run(Phones phones, int operations) throws Exception;
    }

    private static final Map<String, Scenario> SCENARIOS = Map.of(
            "refresh", (phones, operations) -> phones.requests(operations, Phones.Kind.REFRESH),
            "publish", (phones, operations) -> phones.requests(operations, Phones.Kind.PUBLISH),
            "subscribe", (phones, operations) -> phones.requests(operations, Phones.Kind.SUBSCRIBE),
            "fanout", Phones::fanout);

    public static void main(String[] args) throws Exception {
        int operations = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int warm = args.length > 1 ? Integer.parseInt(args[1]) : 50_000;
        List<String> names = args.length > 2
                ? List.of(args).subList(2, args.length)
                : List.of("refresh", "publish", "subscribe", "fanout");
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "measure");
        Config config = ConfigFactory.parseString("lamplight.edge.port = 0")
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
        InstantPresentities presentities = new InstantPresentities();
        SipEdge edge = SipEdge.start(
                system,
                EdgeSettings.from(config),
                "edge-1",
                presentities,
                FakePackage.packages(),
                new SimpleMeterRegistry());
        String address = edge.addresses().get(0);
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (Phones phones = Phones.open(port, edge.ref()::tell)) {
            for (String name : names) {
                Scenario scenario = SCENARIOS.get(name);
                if (scenario == null) {
                    throw new IllegalArgumentException(name + ": none of " + SCENARIOS.keySet());
                }
                scenario.run(phones, warm);
                for (int round = 1; round <= ROUNDS; round++) {
                    ThreadCosts before = ThreadCosts.now();
                    scenario.run(phones, operations);
                    System.out.print(ThreadCosts.now()
                            .since(before, Thread.currentThread())
                            .report(name, operations));
                }
            }
            System.out.println("failures told to presentities: " + presentities.failures());
        }
        Done done = edge.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
        System.out.println(done);
    }
}
