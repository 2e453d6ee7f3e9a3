package io.lamplight.edge.transport;

import io.lamplight.presence.api.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Cuts a stream into messages (RFC 3261 §18.3). After a message whose end cannot be known, the rest of the stream is
 * nothing any more.
 */
// A pong that does not leave closes the connection, which is all that there is to know of it.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamFramer extends ByteToMessageDecoder {
    /** A message, or as much of it as is taken. */
    record Frame(Bytes message, Framing framing) {}

    /** Octets of a header. */
    static final int MAX_HEAD = 64 * 1024;

    /** RFC 5626 §3.5.1. */
    static final byte[] PING = {'\r', '\n', '\r', '\n'};

    static final byte[] PONG = {'\r', '\n'};
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);

    private final int maxBody;
    private final Haste haste;
    private int scanned;
    private boolean ended;

    StreamFramer(int maxBody, Haste haste) {
        this.maxBody = maxBody;
        this.haste = haste;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        super.channelRead(context, message);
        if (isInMessage()) {
            haste.begin(context);
        }
    }

    /** Whether a message has begun that is not yet whole: line ends before it are none of it. */
    private boolean isInMessage() {
        int there = actualReadableBytes();
        return there > 0 && (there >= PING.length || !isLineEnd(internalBuffer()));
    }

    private static boolean isLineEnd(ByteBuf in) {
        byte first = in.getByte(in.readerIndex());
        return first == '\r' || first == '\n';
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (ended) {
            in.skipBytes(in.readableBytes());
            return;
        }
        skipKeepAlives(context, in);
        int head = lengthOfHead(in);
        if (head < 0) {
            scanned = Math.max(0, in.readableBytes() - 3);
            if (in.readableBytes() > MAX_HEAD) {
                end(in, in.readableBytes(), Framing.TOO_LARGE, out);
            }
            return;
        }
        scanned = Math.max(0, head - 3);
        long body = contentLength(in, head);
        if (body < 0) {
            end(in, head, Framing.NO_LENGTH, out);
        } else if (body > maxBody) {
            end(in, head, Framing.TOO_LARGE, out);
        } else if (in.readableBytes() >= head + body) {
            out.add(new Frame(Bytes.wrap(take(in, head + (int) body)), Framing.WHOLE));
            scanned = 0;
            haste.end();
        }
    }

    private void end(ByteBuf in, int length, Framing framing, List<Object> out) {
        out.add(new Frame(Bytes.wrap(take(in, length)), framing));
        ended = true;
        haste.end();
        in.skipBytes(in.readableBytes());
    }

    private static byte[] take(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    /** Two line ends between messages are a ping, one is the pong. */
    private void skipKeepAlives(ChannelHandlerContext context, ByteBuf in) {
        while (scanned == 0 && in.readableBytes() > 0) {
            int at = in.readerIndex();
            if (in.readableBytes() >= 4
                    && in.getByte(at) == '\r'
                    && in.getByte(at + 1) == '\n'
                    && in.getByte(at + 2) == '\r'
                    && in.getByte(at + 3) == '\n') {
                in.skipBytes(PING.length);
                context.writeAndFlush(Unpooled.wrappedBuffer(PONG));
            } else if (in.readableBytes() >= 3 && startsWithLineEnd(in) || in.getByte(at) == '\n') {
                in.skipBytes(in.getByte(at) == '\n' ? 1 : 2);
            } else {
                return;
            }
        }
    }

    /** A line end that is no beginning of a ping. */
    private static boolean startsWithLineEnd(ByteBuf in) {
        int at = in.readerIndex();
        return in.getByte(at) == '\r' && in.getByte(at + 1) == '\n' && in.getByte(at + 2) != '\r';
    }

    /** Octets up to and with the empty line, or -1; never looks twice at what it has seen. */
    private int lengthOfHead(ByteBuf in) {
        int from = in.readerIndex() + scanned;
        int to = in.writerIndex();
        for (int i = in.indexOf(from, to, (byte) '\n'); i >= 0; i = in.indexOf(i + 1, to, (byte) '\n')) {
            if (i + 1 < to && in.getByte(i + 1) == '\n') {
                return i + 2 - in.readerIndex();
            }
            if (i + 2 < to && in.getByte(i + 1) == '\r' && in.getByte(i + 2) == '\n') {
                return i + 3 - in.readerIndex();
            }
        }
        return -1;
    }

    /** What the header says, or -1 if it says nothing, twice, or nonsense. */
    private static long contentLength(ByteBuf in, int head) {
        long found = -1;
        int end = in.readerIndex() + head;
        int line = in.readerIndex();
        while (line < end) {
            int newline = in.indexOf(line, end, (byte) '\n');
            int stop = newline < 0 ? end : newline;
            int value = valueOfContentLength(in, line, stop);
            if (value >= 0) {
                long length = number(in, value, stop);
                if (length < 0 || found >= 0) {
                    return -1;
                }
                found = length;
            }
            line = stop + 1;
        }
        return found;
    }

    /** Index behind the colon if the line is a Content-Length, else -1. */
    private static int valueOfContentLength(ByteBuf in, int from, int to) {
        int at = from;
        if (at < to && (in.getByte(at) | 0x20) == 'l') {
            at++;
        } else {
            for (byte expected : CONTENT_LENGTH) {
                if (at >= to || (in.getByte(at) | 0x20) != expected && in.getByte(at) != expected) {
                    return -1;
                }
                at++;
            }
        }
        while (at < to && isBlank(in.getByte(at))) {
            at++;
        }
        return at < to && in.getByte(at) == ':' ? at + 1 : -1;
    }

    private static long number(ByteBuf in, int from, int to) {
        int at = from;
        int end = to;
        while (at < end && isBlank(in.getByte(at))) {
            at++;
        }
        while (end > at && (isBlank(in.getByte(end - 1)) || in.getByte(end - 1) == '\r')) {
            end--;
        }
        long value = at == end ? -1 : 0;
        for (int i = at; i < end; i++) {
            byte digit = in.getByte(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = Math.min(value * 10 + digit - '0', Integer.MAX_VALUE);
        }
        return value;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
