package io.lamplight.edge.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An Event header's value (RFC 6665 §8.2.1).
 *
 * @param type the event type
 * @param id empty if there is none
 * @param parameters all but the id, in their order
 */
public record EventHeader(String type, String id, List<Parameter> parameters) {

    /**
     * One parameter.
     *
     * @param name in lower case, since case means nothing (RFC 3261 §7.3.1)
     * @param value as it came, quotes and all; null if there is none
     */
    public record Parameter(String name, String value) {}

    /** Null if malformed. */
    public static EventHeader parse(String value) {
        int semicolon = Grammar.find(value, ';', 0);
        String type = value.substring(0, semicolon).trim();
        if (!Grammar.isToken(type)) {
            return null;
        }
        String id = "";
        List<Parameter> parameters = semicolon == value.length() ? List.of() : new ArrayList<>(4);
        while (semicolon < value.length()) {
            int next = Grammar.find(value, ';', semicolon + 1);
            String parameter = value.substring(semicolon + 1, next).trim();
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).trim();
            if (!Grammar.isToken(name)) {
                return null;
            }
            if (equals < 0) {
                parameters.add(new Parameter(name.toLowerCase(Locale.ROOT), null));
            } else if (name.equalsIgnoreCase("id")) {
                id = parameter.substring(equals + 1).trim();
                if (!Grammar.isToken(id)) {
                    return null;
                }
            } else {
                parameters.add(new Parameter(
                        name.toLowerCase(Locale.ROOT),
                        parameter.substring(equals + 1).trim()));
            }
            semicolon = next;
        }
        return new EventHeader(type, id, parameters);
    }
}
