package io.lamplight.deploy.torture;

import io.lamplight.deploy.walk.Publisher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many new requests at one moment, half of them PUBLISH and half SUBSCRIBE, each for a resource of its own. */
public final class Flood {
    private static final int EXPIRES = 60;

    private Flood() {}

    /**
     * Sends them all, and returns with their answers, which are in the ledger too.
     *
     * @param requests of each kind
     */
    public static List<Phones.Answer> send(
            Ledger ledger, InetSocketAddress server, String name, int requests, Duration patience)
            throws IOException, InterruptedException, TimeoutException {
        try (var phones = new Phones(notify -> 481)) {
            List<CompletableFuture<Phones.Answer>> all = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                all.add(publish(phones, server, "sip:" + name + "-p" + i + "@example.com"));
                all.add(subscribe(phones, server, "sip:" + name + "-s" + i + "@example.com"));
            }
            try {
                CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
            List<Phones.Answer> answers =
                    all.stream().map(CompletableFuture::join).toList();
            answers.forEach(answer -> ledger.answered("a request of the flood", answer));
            return answers;
        }
    }

    private static CompletableFuture<Phones.Answer> publish(Phones phones, InetSocketAddress server, String resource) {
        String text = "PUBLISH " + resource + " SIP/2.0\r\n"
                + "From: <" + resource + ">;tag=publisher\r\n"
                + "To: <" + resource + ">\r\n"
                + "Call-ID: " + phones.unique("flood") + "\r\n"
                + "CSeq: 1 PUBLISH\r\n"
                + "Event: presence\r\n"
                + "Content-Type: application/pidf+xml\r\n"
                + "Expires: " + EXPIRES + "\r\n";
        return phones.request(server, text, Publisher.pidf(resource, "open", "flood"), Phones.TIMER_F);
    }

    private static CompletableFuture<Phones.Answer> subscribe(
            Phones phones, InetSocketAddress server, String resource) {
        String text = "SUBSCRIBE " + resource + " SIP/2.0\r\n"
                + "From: <sip:flood@example.com>;tag=flood\r\n"
                + "To: <" + resource + ">\r\n"
                + "Call-ID: " + phones.unique("flood") + "\r\n"
                + "CSeq: 1 SUBSCRIBE\r\n"
                + "Contact: <sip:flood@" + phones.address() + ">\r\n"
                + "Event: presence\r\n"
                + "Expires: " + EXPIRES + "\r\n";
        return phones.request(server, text, "", Phones.TIMER_F);
    }
}
