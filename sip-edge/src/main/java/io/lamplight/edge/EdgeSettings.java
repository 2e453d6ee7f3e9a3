package io.lamplight.edge;

import com.typesafe.config.Config;
import io.lamplight.edge.transport.StreamKind;
import io.lamplight.edge.transport.StreamTransport;
import io.lamplight.edge.transport.TlsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code lamplight.edge}, read once. What the keys mean stands in reference.conf.
 *
 * @param udp empty if it is off
 * @param streams those that are on
 */
public record EdgeSettings(
        List<String> hosts,
        Optional<String> advertisedHost,
        Optional<Udp> udp,
        Map<StreamKind, Port> streams,
        TlsSettings tls,
        List<String> domains,
        int maxBody,
        int maxPending,
        int answerCacheSize,
        int maxDatagram,
        Tcp tcp,
        WarmUp warmUp) {

    public EdgeSettings {
        hosts = List.copyOf(hosts);
        domains = List.copyOf(domains);
        streams = Map.copyOf(streams);
    }

    /**
     * Where a transport listens.
     *
     * @param advertised 0 for the bound one
     */
    public record Port(int number, int advertised) {}

    /** What is for datagrams alone. */
    public record Udp(Port port, int receivers, int buffer) {}

    /**
     * How a node gets warm before it is ready.
     *
     * @param goal for the 99th percentile of its newest requests
     * @param atMost so long it may take; zero for not at all
     */
    public record WarmUp(Duration goal, Duration atMost) {}

    /** What is for connections of every kind. */
    public record Tcp(
            int threads,
            int maxConnections,
            int maxConnectionsPerAddress,
            StreamTransport.Limits limits,
            Duration refusalKept) {}

    /**
     * Reads the whole configuration's section.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    public static EdgeSettings from(Config config) {
        Keys keys = new Keys(config);
        List<String> hosts = keys.words("host");
        Optional<String> advertised = Optional.of(keys.text("advertised-host")).filter(host -> !host.isEmpty());
        if (advertised.isEmpty() && hosts.stream().anyMatch(EdgeSettings::isWildcard)) {
            throw keys.invalid("advertised-host", "", "a host name or address, since host is a wildcard");
        }
        int maxBody = keys.size("max-body", 1024, 16 << 20);
        TlsSettings tls = tls(keys);
        Port plain = port(keys, "");
        Optional<Udp> udp = keys.flag("udp.enabled")
                ? Optional.of(
                        new Udp(plain, keys.number("udp.receivers", 1, 64), keys.size("udp.buffer", 4096, 1 << 30)))
                : Optional.empty();
        Map<StreamKind, Port> streams = streams(keys, plain, tls.isConfigured());
        if (udp.isEmpty() && streams.isEmpty()) {
            throw keys.invalid("udp.enabled", "false", "true, since no other transport is on");
        }
        return new EdgeSettings(
                hosts,
                advertised,
                udp,
                streams,
                tls,
                keys.words("domains"),
                maxBody,
                keys.number("max-pending", 1, 10_000_000),
                keys.number("answer-cache-size", 3, 100_000_000),
                keys.number("max-datagram", 200, 65_000),
                tcp(keys, maxBody),
                new WarmUp(
                        keys.duration("rehearsal.goal", Duration.ofMillis(1), Duration.ofMinutes(1)),
                        keys.duration("rehearsal.at-most", Duration.ZERO, Duration.ofMinutes(1))));
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }

    private static Port port(Keys keys, String prefix) {
        return new Port(keys.number(prefix + "port", 0, 65_535), keys.number(prefix + "advertised-port", 0, 65_535));
    }

    private static Map<StreamKind, Port> streams(Keys keys, Port plain, boolean certified) {
        Map<StreamKind, Port> streams = new EnumMap<>(StreamKind.class);
        if (keys.flag("tcp.enabled")) {
            streams.put(StreamKind.TCP, plain);
        }
        if (keys.flag("tls.enabled") && certified) {
            streams.put(StreamKind.TLS, port(keys, "tls."));
        }
        if (keys.flag("ws.enabled")) {
            streams.put(StreamKind.WS, port(keys, "ws."));
        }
        if (keys.flag("wss.enabled")) {
            if (!certified) {
                throw keys.invalid("wss.enabled", "true", "false as long as tls.certificate is empty");
            }
            streams.put(StreamKind.WSS, port(keys, "wss."));
        }
        return streams;
    }

    private static TlsSettings tls(Keys keys) {
        List<TlsSettings.Identity> identities = new ArrayList<>();
        String certificate = keys.text("tls.certificate");
        String key = keys.text("tls.key");
        if (certificate.isEmpty() != key.isEmpty()) {
            throw keys.invalid(
                    certificate.isEmpty() ? "tls.certificate" : "tls.key", "", "a file, as the other of the two is");
        }
        if (!certificate.isEmpty()) {
            identities.add(new TlsSettings.Identity(Keys.ROOT + "tls", certificate, key));
        }
        for (Map<String, String> further : keys.objects("tls.certificates", "certificate", "key")) {
            String name = Keys.ROOT + "tls.certificates." + (identities.size() - 1);
            identities.add(new TlsSettings.Identity(name, further.get("certificate"), further.get("key")));
        }
        if (certificate.isEmpty() && !identities.isEmpty()) {
            throw keys.invalid("tls.certificate", "", "a file, since tls.certificates has further ones");
        }
        TlsSettings.ClientCertificates clients =
                keys.choice("tls.client-certificates", TlsSettings.ClientCertificates.class);
        String trust = keys.text("tls.trust");
        if (clients != TlsSettings.ClientCertificates.NONE && trust.isEmpty()) {
            throw keys.invalid("tls.trust", "", "a file, since tls.client-certificates asks for some");
        }
        return new TlsSettings(identities, clients, trust);
    }

    private static Tcp tcp(Keys keys, int maxBody) {
        Duration second = Duration.ofSeconds(1);
        Duration minute = Duration.ofMinutes(1);
        Duration day = Duration.ofDays(1);
        Duration least = Duration.ofMillis(10);
        return new Tcp(
                keys.number("tcp.threads", 1, 64),
                keys.number("tcp.max-connections", 1, 1_000_000),
                keys.number("tcp.max-connections-per-address", 1, 1_000_000),
                new StreamTransport.Limits(
                        maxBody,
                        keys.duration("tcp.connect-timeout", least, minute),
                        keys.duration("tcp.handshake-timeout", least, minute),
                        keys.duration("tcp.message-timeout", least, minute.multipliedBy(10)),
                        keys.duration("tcp.idle-timeout", second, day),
                        keys.size("tcp.max-unread", 64 * 1024, 1 << 30)),
                keys.duration("tcp.refusal-kept", second, day));
    }
}
