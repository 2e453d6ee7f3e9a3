package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.deploy.support.ConnectedPhone;
import io.lamplight.deploy.support.ConnectedPhone.By;
import io.lamplight.deploy.support.FreePorts;
import io.lamplight.deploy.support.ItFolders;
import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import io.lamplight.deploy.support.TestCertificate;
import io.lamplight.deploy.walk.Publisher;
import io.lamplight.deploy.walk.SipPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Watchers by TLS and WSS at one node, publishers at another, presentities on any of three: a NOTIFY finds the connection,
 * which only its own edge has.
 */
class ConnectedWatchersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int NODES = 3;

    /** So many that each node has some of the presentities. */
    private static final int WATCHERS = 12;

    private static final List<Integer> TLS = new ArrayList<>();
    private static final List<Integer> WSS = new ArrayList<>();
    private static TestCassandra cassandra;
    private static ProcessNodes nodes;
    private static SSLContext context;

    @BeforeAll
    static void start() throws Exception {
        cassandra = TestCassandra.start("ConnectedWatchersIT");
        TestCertificate certificate = TestCertificate.create(ItFolders.create("ConnectedWatchersIT-certificate"));
        context = certificate.trusting();
        for (int i = 0; i < NODES; i++) {
            TLS.add(FreePorts.one());
            WSS.add(FreePorts.one());
        }
        nodes = new ProcessNodes("ConnectedWatchersIT", NODES, cassandra.address(), number -> {
            Map<String, String> settings = new HashMap<>(certificate.settings());
            settings.put("lamplight.edge.tls.port", Integer.toString(TLS.get(number - 1)));
            settings.put("lamplight.edge.wss.enabled", "true");
            settings.put("lamplight.edge.wss.port", Integer.toString(WSS.get(number - 1)));
            return settings;
        });
        nodes.startAll();
    }

    @AfterAll
    static void stop() {
        try {
            nodes.close();
        } finally {
            cassandra.close();
        }
    }

    private static InetSocketAddress server(int node) {
        return new InetSocketAddress("127.0.0.1", nodes.ports(node).sip());
    }

    private static String resource(int index) {
        return "sip:connected-" + index + "@example.com";
    }

    private static List<ConnectedPhone> phones() {
        List<ConnectedPhone> phones = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            phones.add(new ConnectedPhone(by(i), context, resource(i)));
        }
        return phones;
    }

    private static By by(int index) {
        return index % 2 == 0 ? By.TLS : By.WSS;
    }

    private static void connectAndSubscribe(List<ConnectedPhone> phones, int node)
            throws IOException, InterruptedException {
        for (int i = 0; i < phones.size(); i++) {
            phones.get(i).connect((by(i) == By.TLS ? TLS : WSS).get(node - 1));
            assertThat(phones.get(i).subscribe()).as(resource(i)).isEqualTo(200);
            phones.get(i).awaitNotify("<presence");
        }
    }

    private static void publish(List<Publisher> publishers, int node, String note) throws Exception {
        for (int i = 0; i < publishers.size(); i++) {
            String body = Publisher.pidf(resource(i), "open", note);
            int status =
                    publishers.get(i).publish(server(node), body, 600, PATIENCE).status();
            for (int attempt = 0; status != 200 && attempt < 40; attempt++) {
                // 503 while a shard moves, 412 after one whose outcome was left open.
                assertThat(status).isIn(503, 412);
                status = publishers
                        .get(i)
                        .publish(server(node), body, 600, PATIENCE)
                        .status();
            }
            assertThat(status).as(resource(i)).isEqualTo(200);
        }
    }

    @Test
    void notifiesByTheConnectionWhateverNodeThePresentityIsOn() throws Exception {
        List<ConnectedPhone> phones = phones();
        List<Publisher> publishers = new ArrayList<>();
        try (SipPeer desk = new SipPeer("desk", "127.0.0.1")) {
            for (int i = 0; i < WATCHERS; i++) {
                publishers.add(new Publisher(desk, resource(i), "presence", "application/pidf+xml", "desk-" + i));
            }
            connectAndSubscribe(phones, 2);
            publish(publishers, 1, "from another node");
            for (int i = 0; i < WATCHERS; i++) {
                assertThat(phones.get(i).awaitNotify("from another node").get("Via"))
                        .startsWith("SIP/2.0/" + by(i) + " 127.0.0.1:" + (by(i) == By.TLS ? TLS : WSS).get(1) + ";");
            }

            // The presentities of node 3 find new homes; the connections stay where they are.
            nodes.kill(3);
            publish(publishers, 1, "after a node's death");
            for (ConnectedPhone phone : phones) {
                phone.awaitNotify("after a node's death");
            }

            // And the connections go to another node, within their dialogs.
            connectAndSubscribe(phones, 1);
            publish(publishers, 2, "after a move");
            for (ConnectedPhone phone : phones) {
                phone.awaitNotify("after a move");
            }
        } finally {
            phones.forEach(ConnectedPhone::close);
        }
    }
}
