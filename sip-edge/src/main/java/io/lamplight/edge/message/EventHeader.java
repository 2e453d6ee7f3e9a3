package io.lamplight.edge.message;

/**
 * An Event header's value (RFC 6665 §8.2.1).
 *
 * @param type the event type
 * @param flag the first parameter without a value, which may make another package of it ({@code dialog;sla}), or empty
 * @param id empty if there is none
 */
public record EventHeader(String type, String flag, String id) {
    /** Null if malformed. */
    public static EventHeader parse(String value) {
        int semicolon = Grammar.find(value, ';', 0);
        String type = value.substring(0, semicolon).trim();
        if (!Grammar.isToken(type)) {
            return null;
        }
        String flag = "";
        String id = "";
        while (semicolon < value.length()) {
            int next = Grammar.find(value, ';', semicolon + 1);
            String parameter = value.substring(semicolon + 1, next).trim();
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).trim();
            if (!Grammar.isToken(name)) {
                return null;
            }
            if (equals < 0) {
                flag = flag.isEmpty() ? name : flag;
            } else if (name.equalsIgnoreCase("id")) {
                id = parameter.substring(equals + 1).trim();
                if (!Grammar.isToken(id)) {
                    return null;
                }
            }
            semicolon = next;
        }
        return new EventHeader(type, flag, id);
    }
}
