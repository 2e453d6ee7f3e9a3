package io.lamplight.deploy.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lamplight.deploy.up.NodePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A node and its Cassandra as real processes, for tests that leave both as they found them; each test takes resources
 * of its own. Presence may be published for a second.
 */
public final class OneNode implements AutoCloseable {
    private static final Duration HTTP_PATIENCE = Duration.ofSeconds(10);

    private final TestCassandra cassandra;
    private final ProcessNodes nodes;
    private final TestCertificate certificate;
    private final int tls;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private OneNode(TestCassandra cassandra, ProcessNodes nodes, TestCertificate certificate, int tls) {
        this.cassandra = cassandra;
        this.nodes = nodes;
        this.certificate = certificate;
        this.tls = tls;
    }

    /** Gives tests the one of this JVM: it starts with the first test that asks and ends after the last. */
    public static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == OneNode.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(Shared.class))
                    .computeIfAbsent(OneNode.class, key -> start(), OneNode.class);
        }
    }

    private static OneNode start() {
        TestCertificate certificate = TestCertificate.create(ItFolders.create("OneNode-certificate"));
        int tls = FreePorts.one();
        Map<String, String> settings = new HashMap<>(certificate.settings());
        settings.put("lamplight.edge.tls.port", Integer.toString(tls));
        settings.put("lamplight.presence.packages.presence.min-expires", "1s");
        // Not the shared Cassandra: two clusters must not live in one journal.
        TestCassandra cassandra = TestCassandra.start("OneNode");
        ProcessNodes nodes = new ProcessNodes("OneNode", 1, cassandra.address(), settings);
        OneNode node = new OneNode(cassandra, nodes, certificate, tls);
        try {
            nodes.startAll();
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
        return node;
    }

    public NodePorts ports() {
        return nodes.ports(1);
    }

    public InetSocketAddress sip() {
        return new InetSocketAddress("127.0.0.1", ports().sip());
    }

    public InetSocketAddress sipByTls() {
        return new InetSocketAddress("127.0.0.1", tls);
    }

    /** What it shows by TLS. */
    public TestCertificate certificate() {
        return certificate;
    }

    public long pid() {
        return nodes.pid(1);
    }

    public long cassandraPid() {
        return cassandra.pid();
    }

    /** Asks the admin HTTP. */
    public HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ports().adminUrl() + path))
                .timeout(HTTP_PATIENCE)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public JsonNode json(String path) {
        return parse(get(path).body());
    }

    public JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    /** What the admin API says of one event package of a resource; empty when there is nothing. */
    public JsonNode describe(String resource, String event) {
        for (JsonNode one : json("api/v1/presentities/" + resource).path("packages")) {
            if (one.path("event").asText().equals(event)) {
                return one;
            }
        }
        return json.createObjectNode();
    }

    @Override
    public void close() {
        try {
            nodes.close();
        } finally {
            cassandra.close();
        }
    }
}
