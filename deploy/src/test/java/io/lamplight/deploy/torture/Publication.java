package io.lamplight.deploy.torture;

import io.lamplight.deploy.torture.Ledger.Breach;
import io.lamplight.deploy.torture.Ledger.Count;
import io.lamplight.deploy.walk.Publisher;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A publisher whose states are numbered. Each is repeated until it is acknowledged; a request that was refused or not
 * answered may have been carried out all the same, and only after such a one may its entity-tag be unknown (412).
 */
final class Publication {
    static final String NUMBER = "state=";

    private static final int EXPIRES = 3600;
    private static final Duration AFTER_SILENCE = Duration.ofMillis(100);

    private final Phones phones;
    private final Ledger ledger;
    private final Supplier<InetSocketAddress> server;
    private final Retry retry;
    private final String resource;
    private final String callId;
    private long cseq;
    private String etag = "";
    private boolean outcomeUnknown;
    private int sent;
    private volatile int acknowledged;

    Publication(Phones phones, Ledger ledger, Supplier<InetSocketAddress> server, Retry retry, String resource) {
        this.phones = phones;
        this.ledger = ledger;
        this.server = server;
        this.retry = retry;
        this.resource = resource;
        this.callId = phones.unique("publish");
    }

    String resource() {
        return resource;
    }

    /** The highest number of a 200, 0 before the first. */
    int acknowledged() {
        return acknowledged;
    }

    /** Publishes the next state; complete when it is acknowledged. */
    CompletableFuture<Void> next() {
        sent++;
        var done = new CompletableFuture<Void>();
        attempt(Publisher.pidf(resource, "open", NUMBER + sent + ";"), done);
        return done;
    }

    /** Refreshes what was acknowledged last; complete when that is acknowledged in turn. */
    CompletableFuture<Void> refresh() {
        var done = new CompletableFuture<Void>();
        attempt("", done);
        return done;
    }

    private void attempt(String body, CompletableFuture<Void> done) {
        cseq++;
        String text = "PUBLISH " + resource + " SIP/2.0\r\n"
                + "From: <" + resource + ">;tag=publisher\r\n"
                + "To: <" + resource + ">\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + cseq + " PUBLISH\r\n"
                + "Event: presence\r\n"
                + (etag.isEmpty() ? "" : "SIP-If-Match: " + etag + "\r\n")
                + (body.isEmpty() ? "" : "Content-Type: application/pidf+xml\r\n")
                + "Expires: " + EXPIRES + "\r\n";
        phones.request(server.get(), text, body, Phones.TIMER_F).whenComplete((answer, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                answered(answer, body, done);
            }
        });
    }

    private void answered(Phones.Answer answer, String body, CompletableFuture<Void> done) {
        ledger.answered("PUBLISH " + resource, answer);
        switch (answer.status()) {
            case 200 -> {
                etag = answer.get("SIP-ETag");
                outcomeUnknown = false;
                acknowledged = sent;
                ledger.count(Count.PUBLICATIONS_ACKNOWLEDGED);
                done.complete(null);
            }
            case 412 -> {
                if (outcomeUnknown) {
                    ledger.count(Count.STARTED_OVER);
                } else {
                    ledger.breach(Breach.LOST_PUBLICATION, resource + " state " + acknowledged + ", tag " + etag);
                }
                // RFC 3903 §4.1: start over with an initial publication.
                etag = "";
                attempt(Publisher.pidf(resource, "open", NUMBER + sent + ";"), done);
            }
            case 503 -> again(retry.after(answer), body, done);
            case 0 -> again(AFTER_SILENCE, body, done);
            default -> {
                ledger.breach(Breach.UNEXPECTED_ANSWER, "PUBLISH " + resource + ": " + answer.status());
                again(AFTER_SILENCE, body, done);
            }
        }
    }

    private void again(Duration delay, String body, CompletableFuture<Void> done) {
        outcomeUnknown = true;
        phones.later(delay, () -> attempt(body, done));
    }
}
