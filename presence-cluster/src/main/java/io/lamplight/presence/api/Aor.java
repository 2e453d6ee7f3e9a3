package io.lamplight.presence.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * Canonical address of record {@code sip:user@host}: what a presentity is named by, and the sharding key.
 *
 * <p>The host is lower case, port and parameters are gone, needless escapes are undone (RFC 3261 §19.1.4), and the
 * schemes {@code sips} and {@code pres} (RFC 3859) fall on {@code sip}, so that each spelling of a user finds one state.
 */
public record Aor(String uri) {
    /** Longest accepted text, in characters; what is longer is no address of ours. */
    public static final int MAX_LENGTH = 512;

    private static final String SCHEME = "sip:";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Aor {
        if (!uri.startsWith(SCHEME) || uri.indexOf('@') <= SCHEME.length()) {
            throw new IllegalArgumentException("not a canonical AOR: " + uri);
        }
    }

    /** Canonical form of a user and a host as they stand in a SIP URI; empty if either is missing or malformed. */
    public static Optional<Aor> of(String user, String host) {
        if (user == null || host == null || user.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        String name = unescapeUnreserved(user);
        String domain = host.toLowerCase(Locale.ROOT);
        if (name == null || name.length() + domain.length() > MAX_LENGTH || !isHost(domain)) {
            return Optional.empty();
        }
        return Optional.of(new Aor(SCHEME + name + '@' + domain));
    }

    /** Reads {@code sip:}, {@code sips:} or {@code pres:} URIs, with or without port and parameters. */
    public static Optional<Aor> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || text.length() > 2 * MAX_LENGTH) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int at = text.indexOf('@', colon);
        if (at < 0 || !(scheme.equals("sip") || scheme.equals("sips") || scheme.equals("pres"))) {
            return Optional.empty();
        }
        int end = at + 1;
        boolean bracket = end < text.length() && text.charAt(end) == '[';
        while (end < text.length()
                && (bracket ? text.charAt(end - 1) != ']' || end == at + 1 : ":;?/".indexOf(text.charAt(end)) < 0)) {
            end++;
        }
        String user = text.substring(colon + 1, at);
        int password = user.indexOf(':');
        return of(password < 0 ? user : user.substring(0, password), text.substring(at + 1, end));
    }

    @JsonValue
    @Override
    public String uri() {
        return uri;
    }

    public String user() {
        return uri.substring(SCHEME.length(), uri.lastIndexOf('@'));
    }

    public String host() {
        return uri.substring(uri.lastIndexOf('@') + 1);
    }

    @Override
    public String toString() {
        return uri;
    }

    private static boolean isHost(String host) {
        boolean ipv6 = host.startsWith("[") && host.endsWith("]");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean name = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
            if (!name && !(ipv6 && (c == ':' || c == '[' || c == ']'))) {
                return false;
            }
        }
        return true;
    }

    /** Null if the text holds a broken escape or a character that no user part may hold (RFC 3261 §25.1). */
    private static String unescapeUnreserved(String user) {
        if (user.chars().allMatch(Aor::isUserCharacter)) {
            return user;
        }
        StringBuilder out = new StringBuilder(user.length());
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            if (c != '%') {
                if (!isUserCharacter(c)) {
                    return null;
                }
                out.append(c);
                continue;
            }
            boolean whole = i + 2 < user.length();
            int hi = whole ? Character.digit(user.charAt(i + 1), 16) : -1;
            int lo = whole ? Character.digit(user.charAt(i + 2), 16) : -1;
            if (hi < 0 || lo < 0) {
                return null;
            }
            char decoded = (char) (hi * 16 + lo);
            if (isUserCharacter(decoded)) {
                out.append(decoded);
            } else {
                out.append('%').append(Character.toUpperCase(user.charAt(i + 1)));
                out.append(Character.toUpperCase(user.charAt(i + 2)));
            }
            i += 2;
        }
        return out.toString();
    }

    private static boolean isUserCharacter(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "-_.!~*'()&=+$,;?/".indexOf(c) >= 0;
    }
}
