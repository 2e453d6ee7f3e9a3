package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.deploy.walk.Publisher;
import io.lamplight.deploy.walk.SipMessage;
import io.lamplight.deploy.walk.SipPeer;
import io.lamplight.deploy.walk.Watcher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A user with one publication and one watcher, each on its own phone, who knows what the lamp must show. States are
 * numbered; a NOTIFY with a lower number than one before, or with a CSeq that is not higher, fails the test.
 */
final class Lamp implements AutoCloseable {
    /** Longer than any promise, so that a slow machine does not fail a test; the promises are measured by hand. */
    static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final String NUMBER = "state=";

    private final String resource;
    private final SipPeer watcherPhone;
    private final SipPeer publisherPhone;
    private final Watcher watcher;
    private final Publisher publisher;
    private int published;
    private int shown = -1;
    private long cseq;

    Lamp(String user) throws IOException {
        resource = "sip:" + user + "@example.com";
        watcherPhone = new SipPeer("watcher-" + user, "127.0.0.1");
        publisherPhone = new SipPeer(user, "127.0.0.1");
        watcher = new Watcher(watcherPhone, resource, "presence", "watch-" + user);
        publisher = new Publisher(publisherPhone, resource, "presence", "application/pidf+xml", "publish-" + user);
    }

    String resource() {
        return resource;
    }

    int published() {
        return published;
    }

    /** Tries again after 503, as a phone does. A subscription that such an answer left behind is not ours. */
    SipMessage subscribe(InetSocketAddress server, int expires) throws Exception {
        SipMessage answer = watcher.subscribe(server, expires, PATIENCE);
        for (int attempt = 0; answer.status() == 503 && attempt < 40; attempt++) {
            answer = watcher.subscribe(server, expires, PATIENCE);
        }
        return answer;
    }

    /**
     * Publishes the next state until it is acknowledged. 503 is an answer, and is tried again; after it the outcome is not
     * known, so that the next try may meet 412, and starts over as a phone does.
     */
    void publishNext(InetSocketAddress server, int expires) throws Exception {
        published++;
        String body = Publisher.pidf(resource, "open", NUMBER + published + ";");
        SipMessage answer = publisher.publish(server, body, expires, PATIENCE);
        boolean unknown = false;
        for (int attempt = 0;
                attempt < 40 && (answer.status() == 503 || unknown && answer.status() == 412);
                attempt++) {
            unknown = true;
            answer = publisher.publish(server, body, expires, PATIENCE);
        }
        assertThat(answer.status()).as(answer.firstLine()).isEqualTo(200);
    }

    /** One try only; says whether it was acknowledged. */
    boolean tryPublishNext(InetSocketAddress server, int expires, Duration patience)
            throws IOException, InterruptedException {
        published++;
        String body = Publisher.pidf(resource, "open", NUMBER + published + ";");
        try {
            return publisher.publish(server, body, expires, patience).status() == 200;
        } catch (TimeoutException e) {
            return false;
        }
    }

    SipMessage refreshPublication(InetSocketAddress server, int expires) throws Exception {
        return publisher.publish(server, "", expires, PATIENCE);
    }

    /** Waits until the lamp shows the state that was published last. */
    void awaitNewest() throws InterruptedException {
        await(published);
    }

    /** Waits until the lamp shows that state or a later one. */
    void await(int number) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (shown < number) {
            next(deadline, "state " + number);
        }
    }

    void awaitClosed() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!next(deadline, "closed").body().contains("<basic>closed</basic>")) {
            // What came was an earlier state.
        }
    }

    /** Takes the NOTIFYs that are there already. */
    void drain() throws InterruptedException {
        SipMessage notify = watcherPhone.nextNotify(Duration.ofMillis(100));
        while (notify != null) {
            if (watcher.owns(notify)) {
                check(notify);
            }
            notify = watcherPhone.nextNotify(Duration.ofMillis(100));
        }
    }

    long lastCseq() {
        return cseq;
    }

    @Override
    public void close() {
        watcherPhone.close();
        publisherPhone.close();
    }

    private SipMessage next(long deadline, String what) throws InterruptedException {
        SipMessage notify = watcherPhone.nextNotify(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        while (notify != null && !watcher.owns(notify)) {
            notify = watcherPhone.nextNotify(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        assertThat(notify)
                .as("NOTIFY of " + resource + " with " + what + ", last was " + shown)
                .isNotNull();
        check(notify);
        return notify;
    }

    private void check(SipMessage notify) {
        assertThat(notify.cseq()).as("CSeq of " + resource).isGreaterThan(cseq);
        cseq = notify.cseq();
        int at = notify.body().indexOf(NUMBER);
        if (at >= 0) {
            int number = Integer.parseInt(
                    notify.body().substring(at + NUMBER.length(), notify.body().indexOf(';', at)));
            assertThat(number).as("state of " + resource).isGreaterThanOrEqualTo(shown);
            shown = number;
        }
    }
}
