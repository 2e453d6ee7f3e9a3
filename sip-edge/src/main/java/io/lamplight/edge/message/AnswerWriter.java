package io.lamplight.edge.message;

import java.util.List;

/** Answers as octets (RFC 3261 §8.2.6): what is to be echoed is copied as it came. */
public final class AnswerWriter {
    private AnswerWriter() {}

    /**
     * Writes an answer without a body into this thread's buffer.
     *
     * @param toTag put into To where the request has none; null to make one of the request, the same each time
     * @param headers whole lines
     */
    public static Octets write(SipRequest request, int code, String reason, String toTag, String headers) {
        RawMessage raw = request.raw();
        Octets out = Octets.ofThread();
        out.text("SIP/2.0 ").number(code).text(" ").value(reason).end();
        writeVias(out, request);
        if (code / 100 == 2 && request.method().equals("SUBSCRIBE")) {
            // §12.1.1: what establishes a dialog shows the route back.
            for (String route : raw.all(Header.RECORD_ROUTE)) {
                out.line("Record-Route", route);
            }
        }
        echo(out, raw, Header.FROM);
        writeTo(out, request, toTag);
        echo(out, raw, Header.CALL_ID);
        echo(out, raw, Header.CSEQ);
        return out.text(headers).text("Content-Length: 0\r\n\r\n");
    }

    private static void writeVias(Octets out, SipRequest request) {
        out.text("Via: ");
        request.via().writeTo(out, request.origin().remote());
        out.end();
        List<String> vias = request.raw().all(Header.VIA);
        for (int i = 1; i < vias.size(); i++) {
            out.line("Via", vias.get(i));
        }
    }

    private static void writeTo(Octets out, SipRequest request, String toTag) {
        String value = request.raw().first(Header.TO);
        if (value == null) {
            return;
        }
        out.text("To: ").value(value);
        if (request.to() != null && request.to().tag().isEmpty()) {
            out.text(";tag=");
            if (toTag == null) {
                out.text("e").text(Long.toHexString(request.transactionHash()));
            } else {
                out.value(toTag);
            }
        }
        out.end();
    }

    private static void echo(Octets out, RawMessage raw, Header header) {
        String value = raw.first(header);
        if (value != null) {
            out.line(header.toString(), value);
        }
    }
}
