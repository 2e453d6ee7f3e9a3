package io.lamplight.edge.in;

import io.lamplight.edge.message.EventHeader;
import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.Header;
import io.lamplight.edge.message.RawMessage;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.spi.BadParameter;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.EventPackages;
import io.lamplight.presence.spi.Expiry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Event headers and the packages that they name. */
final class Events {
    private final Map<String, EventPackages.Registered> packages = new HashMap<>();
    private final Rejected unknown;

    Events(EventPackages packages) {
        packages.all().forEach(one -> this.packages.put(one.pack().name().value(), one));
        unknown = new Rejected(489, "Bad Event", Map.of("Allow-Events", packages.allowEvents()));
    }

    /**
     * What was found.
     *
     * @param refusal null if the package is there; then the other fields hold
     */
    record Found(Rejected refusal, EventPackages.Registered registered, EventHeader header) {
        EventPackage pack() {
            return registered.pack();
        }

        Expiry expiry() {
            return registered.expiry();
        }

        EventName name() {
            return registered.pack().name();
        }

        String id() {
            return header.id();
        }

        /** What a SUBSCRIBE with this header is to see; parameters that the package does not know mean nothing. */
        Lens lens() throws BadParameter {
            Set<String> known = header.parameters().isEmpty() ? Set.of() : pack().eventParameters();
            Map<String, String> values = new HashMap<>(4);
            for (EventHeader.Parameter parameter : header.parameters()) {
                String name = parameter.name();
                if (known.contains(name)) {
                    String value = parameter.value() == null ? "" : Grammar.unquoted(parameter.value());
                    if (value == null) {
                        throw new BadParameter("Bad " + name);
                    }
                    if (values.put(name, value) != null) {
                        throw new BadParameter("More Than One " + name);
                    }
                }
            }
            return values.isEmpty() ? Lens.NONE : pack().lens(values);
        }
    }

    /**
     * Looks for the package of a request.
     *
     * @param missing the code for a request without Event: 400 for SUBSCRIBE (SUB-01), 489 for PUBLISH (PUB-03)
     */
    Found find(RawMessage raw, int missing) {
        int count = raw.count(Header.EVENT);
        if (count == 0) {
            return refuse(missing == 489 ? unknown : Rejected.of(missing, "No Event"));
        }
        EventHeader header = count > 1 ? null : EventHeader.parse(raw.first(Header.EVENT));
        if (header == null) {
            return refuse(Rejected.of(400, "Bad Event"));
        }
        EventPackages.Registered found = find(header);
        return found == null ? refuse(unknown) : new Found(null, found, header);
    }

    /** A parameter without a value may name a package of its own: "dialog;sla". */
    private EventPackages.Registered find(EventHeader header) {
        for (EventHeader.Parameter parameter : header.parameters()) {
            EventPackages.Registered found =
                    parameter.value() != null ? null : packages.get(header.type() + ';' + parameter.name());
            if (found != null) {
                return found;
            }
        }
        return packages.get(header.type());
    }

    Rejected unknown() {
        return unknown;
    }

    private static Found refuse(Rejected refusal) {
        return new Found(refusal, null, null);
    }
}
