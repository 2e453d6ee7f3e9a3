package io.lamplight.edge.out;

import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.edge.testkit.FakePresentities;
import io.lamplight.edge.testkit.FakeTransport;
import io.lamplight.edge.transport.Transports;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.SendNotifies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A notifier between fakes, with time turned by hand. */
abstract class NotifierHarness {
    static final InetSocketAddress WATCHER = new InetSocketAddress("127.0.0.1", 6000);
    static final EventName PRESENCE = new EventName("presence");

    final FakeTransport udp = new FakeTransport("udp");
    final FakeTransport tcp = new FakeTransport("tcp");
    final FakeTransport tls = new FakeTransport("tls");
    final FakeTransport ws = new FakeTransport("ws");
    final FakePresentities presentities = new FakePresentities();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<CompletableFuture<InetAddress>> names = new ArrayList<>();
    long now = 10_000;
    final Notifier notifier = Notifier.create(new Notifier.Parts(
            new Transports(List.of(udp, tcp, tls, ws)),
            presentities,
            new EdgeMetrics(meters),
            host -> {
                CompletableFuture<InetAddress> asked = new CompletableFuture<>();
                names.add(asked);
                return asked;
            },
            1300,
            Duration.ofMinutes(5),
            () -> now,
            () -> Instant.ofEpochMilli(now)));

    static DialogState dialog() {
        return new DialogState(
                "c1",
                "t1",
                "f1",
                "<sip:alice@example.org>",
                "\"Bob\" <sip:bob@example.org>",
                "sip:bob@127.0.0.1:6000",
                List.of(),
                new Flow("edge-1", "udp", "127.0.0.1:6000"));
    }

    static DialogState routed(String target, String... routes) {
        DialogState plain = dialog();
        return new DialogState(
                plain.callId(),
                plain.localTag(),
                plain.remoteTag(),
                plain.localUri(),
                plain.remoteUri(),
                target,
                List.of(routes),
                plain.flow());
    }

    static DialogState by(String transport, String remote, String target) {
        return dialog().withTarget(target, new Flow("edge-1", transport, remote));
    }

    static DialogState byTcp(String target) {
        return dialog().withTarget(target, new Flow("edge-1", "tcp", "127.0.0.1:6000"));
    }

    SendNotifies notification(DialogState dialog, long cseq, NotifyContent content) {
        SendNotifies.Line line = new SendNotifies.Line(dialog, "", cseq, cseq - 1, "active", null, now + 600_000, 0);
        return new SendNotifies(new Aor("sip:alice@example.org"), PRESENCE, List.of(content), List.of(line));
    }

    void send(long cseq) {
        notifier.send(notification(dialog(), cseq, body("<state n='" + cseq + "'/>")));
    }

    static NotifyContent body(String text) {
        return NotifyContent.of(FakePackage.PIDF, Bytes.utf8(text));
    }

    static NotifyContent big() {
        return body("x".repeat(1300));
    }

    void respond(FakeTransport.Sent request, String status, String... headers) {
        StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
            text.append(name).append(": ").append(header(request.text(), name)).append("\r\n");
        }
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        notifier.onResponse(text.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    static String header(String message, String name) {
        for (String line : message.split("\r\n")) {
            if (line.startsWith(name + ": ")) {
                return line.substring(name.length() + 2);
            }
        }
        return null;
    }

    static String cseq(FakeTransport.Sent sent) {
        return header(sent.text(), "CSeq");
    }

    /** Lets time pass in ticks, as the timer thread does. */
    void pass(long millis) {
        for (long left = millis; left > 0; left -= Notifier.TICK.toMillis()) {
            now += Notifier.TICK.toMillis();
            notifier.tick();
        }
    }

    double outcome(String outcome) {
        return meters.get("lamplight.sip.notifies")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    static NotifyFailed failed(long cseq, int code, int retryAfter) {
        return new NotifyFailed(PRESENCE, "t1", cseq, code, retryAfter);
    }

    List<Object> told() {
        return presentities.told().stream().map(one -> (Object) one.command()).toList();
    }
}
