package io.lamplight.edge.message;

import io.lamplight.edge.transport.Framing;
import io.lamplight.edge.transport.Origin;

/** Reads what every request must have (RFC 3261 §8.1.1), once and in the order in which it is judged. */
public final class RequestReader {
    private static final long MAX_CSEQ = (1L << 31) - 1;

    private final RawMessage raw;
    private final Origin origin;
    private String fault;

    private RequestReader(RawMessage raw, Origin origin) {
        this.raw = raw;
        this.origin = origin;
    }

    /** Null if there is no Via to answer by. */
    public static SipRequest read(RawMessage raw, Origin origin, Framing framing) {
        String line = raw.first(Header.VIA);
        Via via = line == null ? null : Via.parse(line);
        return via == null ? null : new RequestReader(raw, origin).read(via, framing);
    }

    private SipRequest read(Via via, Framing framing) {
        fault = raw.fault();
        String start = raw.startLine();
        int first = start.indexOf(' ');
        int second = start.indexOf(' ', first + 1);
        boolean words = first > 0 && second > first + 1 && start.indexOf(' ', second + 1) < 0;
        String method = words ? start.substring(0, first) : "";
        String uri = words ? start.substring(first + 1, second) : "";
        String version = words ? start.substring(second + 1) : "";
        if (!words || !Grammar.isToken(method) || !version.regionMatches(true, 0, "SIP/", 0, 4)) {
            note("bad request line");
        }
        Address from = address(Header.FROM);
        Address to = address(Header.TO);
        String callId = single(Header.CALL_ID);
        if (callId != null && (callId.isEmpty() || callId.indexOf(' ') >= 0)) {
            note("bad Call-ID");
        }
        long cseq = cseq(method);
        int length = bodyLength(framing);
        return new SipRequest(method, uri, version, via, from, to, callId, cseq, length, fault, raw, origin);
    }

    private Address address(Header header) {
        String value = single(header);
        if (value == null) {
            return null;
        }
        Address address = header == Header.FROM ? Address.from(value) : Address.to(value);
        if (address == null) {
            note("bad " + header);
        }
        return address;
    }

    private long cseq(String method) {
        String value = single(Header.CSEQ);
        if (value == null) {
            return -1;
        }
        int blank = value.indexOf(' ');
        long number = Grammar.number(blank < 0 ? value : value.substring(0, blank), MAX_CSEQ + 1);
        if (blank < 0 || number < 0 || number > MAX_CSEQ) {
            note("bad CSeq");
        } else if (!value.substring(blank + 1).trim().equals(method)) {
            note("CSeq names another method");
        }
        return number;
    }

    private int bodyLength(Framing framing) {
        int there = raw.bodyLength();
        int count = raw.count(Header.CONTENT_LENGTH);
        if (count == 0) {
            if (framing == Framing.NO_LENGTH) {
                note("no Content-Length");
            }
            return there;
        }
        long length = count > 1 ? -1 : Grammar.number(raw.first(Header.CONTENT_LENGTH), Integer.MAX_VALUE);
        if (length < 0 || length > there && framing != Framing.TOO_LARGE) {
            note("bad Content-Length");
            return 0;
        }
        return (int) Math.min(length, there);
    }

    private String single(Header header) {
        int count = raw.count(header);
        if (count != 1) {
            note((count == 0 ? "no " : "several ") + header);
        }
        return count == 0 ? null : raw.first(header);
    }

    private void note(String why) {
        if (fault == null) {
            fault = why;
        }
    }
}
