package io.lamplight.edge.rehearsal;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.spi.EventPackage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One resource with a publisher and some watchers, who send a request after the other: all that a phone sends in the life
 * of a publication and of a subscription. In the end nothing is left of either.
 */
final class Scene {
    static final int WATCHERS = 3;

    /** What is sent in one step; SUBSCRIBEs by each watcher in turn. */
    private enum Step {
        PUBLISH(1),
        SUBSCRIBE(WATCHERS),
        MODIFY(1),
        REFRESH(1),
        MODIFY_AGAIN(1),
        RESUBSCRIBE(WATCHERS),
        MODIFY_ONCE_MORE(1),
        UNSUBSCRIBE(WATCHERS),
        REMOVE(1);

        private final int times;

        Step(int times) {
            this.times = times;
        }
    }

    private static final Step[] STEPS = Step.values();

    /** Requests in a scene that is played to its end. */
    static final int REQUESTS =
            Arrays.stream(STEPS).mapToInt(step -> step.times).sum();

    private final String name;
    private final String phones;
    private final EventPackage pack;
    private final MediaType type;
    private final List<Bytes> samples;
    private final String[] tags = new String[WATCHERS];
    private int step;
    private int turn;
    private int requests;
    private int shown;
    private String etag = "";

    /**
     * A scene that has not begun.
     *
     * @param name of the resource, of letters and digits
     * @param phones {@code host:port} from which all is sent
     * @param pack whose samples are published
     */
    Scene(String name, String phones, EventPackage pack) {
        this.name = name;
        this.phones = phones;
        this.pack = pack;
        this.type = pack.notifyTypes().get(0);
        this.samples = pack.samples();
    }

    boolean isOver() {
        return step == STEPS.length;
    }

    String name() {
        return name;
    }

    /** The next request; its Call-ID begins with the scene's name. */
    byte[] request() {
        requests++;
        return switch (STEPS[step]) {
            case PUBLISH -> publish(600, "", next());
            case MODIFY, MODIFY_AGAIN, MODIFY_ONCE_MORE -> publish(600, etag, next());
            case REFRESH -> publish(600, etag, Bytes.EMPTY);
            case REMOVE -> publish(0, etag, Bytes.EMPTY);
            case SUBSCRIBE, RESUBSCRIBE -> subscribe(600);
            case UNSUBSCRIBE -> subscribe(0);
        };
    }

    /**
     * The answer to the last request.
     *
     * @return whether the scene can go on; a refusal ends it where it is
     */
    boolean answered(Reply reply) {
        if (reply.status() / 100 != 2) {
            step = STEPS.length;
            return false;
        }
        switch (STEPS[step]) {
            case SUBSCRIBE -> tags[turn] = reply.toTag();
            case RESUBSCRIBE, UNSUBSCRIBE, REMOVE -> {}
            case PUBLISH, MODIFY, MODIFY_AGAIN, MODIFY_ONCE_MORE, REFRESH -> etag = reply.etag();
        }
        turn++;
        if (turn == STEPS[step].times) {
            turn = 0;
            step++;
        }
        return true;
    }

    private Bytes next() {
        return samples.get(shown++ % samples.size());
    }

    private byte[] publish(int expires, String ifMatch, Bytes body) {
        String head = head("PUBLISH", "p", "")
                + (ifMatch.isEmpty() ? "" : "SIP-If-Match: " + ifMatch + "\r\n")
                + "Expires: " + expires + "\r\n"
                + (body.isEmpty() ? "" : "Content-Type: " + type.value() + "\r\n")
                + "Content-Length: " + body.array().length + "\r\n\r\n";
        byte[] octets = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(octets, octets.length + body.array().length);
        System.arraycopy(body.array(), 0, whole, octets.length, body.array().length);
        return whole;
    }

    private byte[] subscribe(int expires) {
        String tag = tags[turn] == null ? "" : ";tag=" + tags[turn];
        return (head("SUBSCRIBE", "s" + turn, tag) + "Expires: " + expires + "\r\nAccept: " + type.value()
                        + "\r\nContact: <sip:watcher" + turn + '@' + phones
                        + ";ob>\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, SUBSCRIBE, NOTIFY\r\n"
                        + "Supported: replaces, timer, norefersub\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String head(String method, String dialog, String toTag) {
        String uri = "sip:" + name + '@' + Phones.DOMAIN;
        return method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + phones + ";rport;branch=z9hG4bK-" + name + '-'
                + requests + "\r\nMax-Forwards: 70\r\nFrom: \"Phone\" <sip:phone@" + Phones.DOMAIN + ">;tag=" + dialog
                + "\r\nTo: <" + uri + '>' + toTag + "\r\nCall-ID: " + name + '-' + dialog + '@' + Phones.DOMAIN
                + "\r\nCSeq: "
                + requests + ' ' + method + "\r\nUser-Agent: rehearsal\r\nEvent: " + pack.name() + "\r\n";
    }
}
