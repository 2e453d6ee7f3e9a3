package io.lamplight.edge.message;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers as octets (RFC 3261 §8.2.6): what is to be echoed is copied as it came. */
public final class AnswerWriter {
    private static final ThreadLocal<StringBuilder> BUFFER = ThreadLocal.withInitial(() -> new StringBuilder(1024));

    private AnswerWriter() {}

    /**
     * Writes an answer without a body.
     *
     * @param toTag put into To where the request has none; null to make one of the request, the same each time
     * @param headers whole lines
     */
    public static byte[] write(SipRequest request, int code, String reason, String toTag, String headers) {
        RawMessage raw = request.raw();
        StringBuilder out = BUFFER.get();
        out.setLength(0);
        out.append("SIP/2.0 ").append(code).append(' ');
        HeaderLines.appendValue(out, reason);
        out.append("\r\n");
        writeVias(out, request);
        if (code / 100 == 2 && request.method().equals("SUBSCRIBE")) {
            // §12.1.1: what establishes a dialog shows the route back.
            for (String route : raw.all(Header.RECORD_ROUTE)) {
                writeLine(out, "Record-Route", route);
            }
        }
        writeLine(out, "From", raw.first(Header.FROM));
        writeTo(out, request, toTag);
        writeLine(out, "Call-ID", raw.first(Header.CALL_ID));
        writeLine(out, "CSeq", raw.first(Header.CSEQ));
        out.append(headers).append("Content-Length: 0\r\n\r\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void writeVias(StringBuilder out, SipRequest request) {
        out.append("Via: ");
        request.via().writeTo(out, request.origin().remote());
        out.append("\r\n");
        List<String> vias = request.raw().all(Header.VIA);
        for (int i = 1; i < vias.size(); i++) {
            writeLine(out, "Via", vias.get(i));
        }
    }

    private static void writeTo(StringBuilder out, SipRequest request, String toTag) {
        String value = request.raw().first(Header.TO);
        if (value == null) {
            return;
        }
        out.append("To: ");
        HeaderLines.appendValue(out, value);
        if (request.to() != null && request.to().tag().isEmpty()) {
            out.append(";tag=");
            if (toTag == null) {
                out.append("e").append(Long.toHexString(request.transactionHash()));
            } else {
                HeaderLines.appendValue(out, toTag);
            }
        }
        out.append("\r\n");
    }

    private static void writeLine(StringBuilder out, String name, String value) {
        if (value != null) {
            out.append(name).append(": ");
            HeaderLines.appendValue(out, value);
            out.append("\r\n");
        }
    }
}
