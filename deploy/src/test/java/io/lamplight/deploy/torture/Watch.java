package io.lamplight.deploy.torture;

import io.lamplight.deploy.torture.Ledger.Breach;
import io.lamplight.deploy.torture.Ledger.Count;
import io.lamplight.deploy.walk.SipMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A watcher with its half of a dialog. Holds that CSeq only grows, that no older state follows a newer one, and that a
 * dialog that was acknowledged stays.
 */
final class Watch {
    private static final int EXPIRES = 3600;
    private static final int RECENT = 8;
    private static final Duration AFTER_SILENCE = Duration.ofMillis(100);

    private final Phones phones;
    private final Ledger ledger;
    private final Supplier<InetSocketAddress> server;
    private final Retry retry;
    private final Map<String, Watch> byCallId;
    private final String resource;
    private final String user;
    private final Map<Long, String> recent = new LinkedHashMap<>();
    private String callId = "";
    private String remoteTag = "";
    private String remoteTarget;
    private long cseq;
    private long remoteCseq;
    private boolean acknowledged;
    private volatile int shown;
    private volatile long shownAt;

    /** @param byCallId where NOTIFYs are looked up; this puts itself there */
    Watch(
            Phones phones,
            Ledger ledger,
            Supplier<InetSocketAddress> server,
            Retry retry,
            Map<String, Watch> byCallId,
            String resource,
            String user) {
        this.phones = phones;
        this.ledger = ledger;
        this.server = server;
        this.retry = retry;
        this.byCallId = byCallId;
        this.resource = resource;
        this.user = user;
        this.remoteTarget = resource;
    }

    String name() {
        return user + " on " + resource;
    }

    /** The number of the state that the lamp shows, 0 before the first. */
    int shown() {
        return shown;
    }

    /** When it came, by {@link System#nanoTime}. */
    long shownAt() {
        return shownAt;
    }

    /** SUBSCRIBE, initial or in the dialog; complete when it is acknowledged. */
    CompletableFuture<Void> subscribe() {
        var done = new CompletableFuture<Void>();
        attempt(done);
        return done;
    }

    private synchronized void attempt(CompletableFuture<Void> done) {
        if (!acknowledged) {
            // A dialog that an unanswered SUBSCRIBE left behind is another one, and nobody claims it.
            byCallId.remove(callId);
            callId = phones.unique("watch");
            byCallId.put(callId, this);
            remoteTag = "";
            remoteTarget = resource;
            remoteCseq = 0;
            recent.clear();
        }
        cseq++;
        String text = "SUBSCRIBE " + remoteTarget + " SIP/2.0\r\n"
                + "From: <sip:" + user + "@example.com>;tag=" + user + "\r\n"
                + "To: <" + resource + ">" + (acknowledged ? ";tag=" + remoteTag : "") + "\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + cseq + " SUBSCRIBE\r\n"
                + "Contact: <sip:" + user + "@" + phones.address() + ">\r\n"
                + "Event: presence\r\n"
                + "Expires: " + EXPIRES + "\r\n";
        phones.request(server.get(), text, "", Phones.TIMER_F).whenComplete((answer, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                answered(answer, done);
            }
        });
    }

    private synchronized void answered(Phones.Answer answer, CompletableFuture<Void> done) {
        ledger.answered("SUBSCRIBE " + name(), answer);
        switch (answer.status()) {
            case 200 -> {
                SipMessage message = answer.message().orElseThrow();
                String tag = message.parameter("To", "tag");
                if (acknowledged && !tag.equals(remoteTag)) {
                    ledger.breach(Breach.LOST_SUBSCRIPTION, name() + " got another tag");
                }
                remoteTag = tag;
                remoteTarget = message.uri("Contact");
                acknowledged = true;
                ledger.count(Count.SUBSCRIPTIONS_ACKNOWLEDGED);
                done.complete(null);
            }
            case 481 -> {
                lost("481");
                phones.later(AFTER_SILENCE, () -> attempt(done));
            }
            case 503 -> phones.later(retry.after(answer), () -> attempt(done));
            case 0 -> phones.later(AFTER_SILENCE, () -> attempt(done));
            default -> {
                ledger.breach(Breach.UNEXPECTED_ANSWER, "SUBSCRIBE " + name() + ": " + answer.status());
                phones.later(AFTER_SILENCE, () -> attempt(done));
            }
        }
    }

    private void lost(String how) {
        ledger.breach(Breach.LOST_SUBSCRIPTION, name() + ": " + how);
        acknowledged = false;
    }

    /** Takes a NOTIFY with this Call-ID; the code that answers it. */
    synchronized int received(SipMessage notify) {
        String tag = notify.parameter("From", "tag");
        if (remoteTag.isEmpty()) {
            // It may overtake the answer to the SUBSCRIBE (RFC 6665 §4.1.2.4).
            remoteTag = tag;
        } else if (!remoteTag.equals(tag)) {
            ledger.count(Count.STRAY_NOTIFIES);
            return 481;
        }
        String what = notify.parameter("Via", "branch") + " " + notify.body().hashCode();
        long number = notify.cseq();
        if (what.equals(recent.get(number))) {
            return 200;
        }
        if (recent.containsKey(number)) {
            ledger.breach(
                    Breach.REUSED_CSEQ, name() + ": CSeq " + number + ", once " + recent.get(number) + ", now " + what);
        } else if (number < remoteCseq) {
            // Two edges may each have one under way; RFC 3261 §12.2.2 has the older one refused.
            ledger.count(Count.OVERTAKEN);
            return 500;
        }
        remoteCseq = Math.max(remoteCseq, number);
        recent.put(number, what);
        if (recent.size() > RECENT) {
            recent.remove(recent.keySet().iterator().next());
        }
        ledger.count(Count.NOTIFIES);
        show(notify);
        if (acknowledged && notify.get("Subscription-State").startsWith("terminated")) {
            lost(notify.get("Subscription-State"));
        }
        return 200;
    }

    private void show(SipMessage notify) {
        int newest = newest(notify.body());
        if (newest < shown) {
            ledger.breach(Breach.OLDER_STATE, name() + ": " + newest + " after " + shown);
        } else if (newest > shown) {
            shownAt = System.nanoTime();
            shown = newest;
        }
    }

    /** The highest number in a document: beside the state there may be one whose publisher never learned its tag. */
    static int newest(String body) {
        int newest = 0;
        int at = body.indexOf(Publication.NUMBER);
        while (at >= 0) {
            int from = at + Publication.NUMBER.length();
            newest = Math.max(newest, Integer.parseInt(body.substring(from, body.indexOf(';', from))));
            at = body.indexOf(Publication.NUMBER, from);
        }
        return newest;
    }
}
