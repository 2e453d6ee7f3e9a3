package io.lamplight.edge.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as text, without ever asking a name server. */
public final class HostPort {
    private HostPort() {}

    public static String text(InetSocketAddress address) {
        return text(address.getAddress()) + ':' + address.getPort();
    }

    /** The address as it stands in a URI: an IPv6 address in brackets. */
    public static String text(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? '[' + text + ']' : text;
    }

    /** The address that {@code host} is, or null if it is a name. */
    public static InetAddress literal(String host) {
        try {
            if (host.startsWith("[") && host.endsWith("]")) {
                return InetAddress.getByName(host);
            }
            byte[] octets = ipv4(host);
            return octets == null ? null : InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Reads {@code ip:port}; null if it is something else. */
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        InetAddress address = literal(text.substring(0, colon));
        int port = decimal(text, colon + 1, text.length(), 65_535);
        return address == null || port < 0 ? null : new InetSocketAddress(address, port);
    }

    private static byte[] ipv4(String host) {
        byte[] octets = new byte[4];
        int at = 0;
        for (int i = 0; i < octets.length; i++) {
            int dot = i < 3 ? host.indexOf('.', at) : host.length();
            int value = dot < 0 ? -1 : decimal(host, at, dot, 255);
            if (value < 0) {
                return null;
            }
            octets[i] = (byte) value;
            at = dot + 1;
        }
        return octets;
    }

    private static int decimal(String text, int from, int to, int max) {
        if (to <= from || to - from > 5) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value > max ? -1 : value;
    }
}
