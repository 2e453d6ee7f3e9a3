package io.lamplight.edge.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A message in the making, as octets in a buffer that its thread uses again. */
public final class Octets {
    /** Octets; a buffer that has grown beyond is not kept. */
    private static final int LONGEST_KEPT = 16 * 1024;

    private static final ThreadLocal<Octets> OF_THREAD = ThreadLocal.withInitial(Octets::new);
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST_CHARACTER = 3;

    private byte[] octets = new byte[2048];
    private int length;

    private Octets() {}

    /** This thread's buffer, empty: what it held before is gone. */
    public static Octets ofThread() {
        Octets octets = OF_THREAD.get();
        octets.length = 0;
        if (octets.octets.length > LONGEST_KEPT) {
            octets.octets = new byte[LONGEST_KEPT];
        }
        return octets;
    }

    /** Text of ours. */
    public Octets text(String text) {
        append(text, false);
        return this;
    }

    /** Text of a peer: control characters become blanks, so that it cannot begin a header of its own (CR/LF injection). */
    public Octets value(String text) {
        append(text, true);
        return this;
    }

    /** A header line. */
    public Octets line(String name, String value) {
        return text(name).text(": ").value(value).end();
    }

    /** The end of a line. */
    public Octets end() {
        return octets(LINE_END);
    }

    public Octets octets(byte[] added) {
        return octets(added, 0, added.length);
    }

    public Octets octets(byte[] added, int from, int count) {
        reserve(count);
        System.arraycopy(added, from, octets, length, count);
        length += count;
        return this;
    }

    /** A decimal number that is not negative. */
    public Octets number(long number) {
        reserve(LONGEST_NUMBER);
        long left = number;
        int digits = digits(number);
        length += digits;
        for (int i = 1; i <= digits; i++) {
            octets[length - i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return this;
    }

    /** How long {@link #number} writes it. */
    public static int digits(long number) {
        int digits = 1;
        for (long left = number / 10; left > 0; left /= 10) {
            digits++;
        }
        return digits;
    }

    private void append(String text, boolean cleaned) {
        int count = text.length();
        reserve(LONGEST_CHARACTER * count);
        byte[] to = octets;
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = at;
                octets(text.substring(i).getBytes(StandardCharsets.UTF_8));
                clean(at, cleaned);
                return;
            }
            to[at++] = (byte) (cleaned && (c < ' ' || c == 0x7f) ? ' ' : c);
        }
        length = at;
    }

    private void clean(int from, boolean cleaned) {
        for (int i = from; cleaned && i < length; i++) {
            if (octets[i] >= 0 && octets[i] < ' ' || octets[i] == 0x7f) {
                octets[i] = ' ';
            }
        }
    }

    private void reserve(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
        }
    }

    public int length() {
        return length;
    }

    /** The buffer itself, of which the first {@link #length} octets count; it is used again. */
    public byte[] shared() {
        return octets;
    }

    public byte[] copy() {
        return Arrays.copyOf(octets, length);
    }

    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }
}
