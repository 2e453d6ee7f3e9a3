package io.lamplight.edge.in;

import io.lamplight.edge.message.EventHeader;
import io.lamplight.edge.message.Header;
import io.lamplight.edge.message.RawMessage;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.EventPackages;
import io.lamplight.presence.spi.Expiry;
import java.util.HashMap;
import java.util.Map;

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
    record Found(Rejected refusal, EventPackages.Registered registered, String id) {
        EventPackage pack() {
            return registered.pack();
        }

        Expiry expiry() {
            return registered.expiry();
        }

        EventName name() {
            return registered.pack().name();
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
        // A parameter without a value may name a package of its own: "dialog;sla".
        EventPackages.Registered found =
                header.flag().isEmpty() ? null : packages.get(header.type() + ';' + header.flag());
        if (found == null) {
            found = packages.get(header.type());
        }
        return found == null ? refuse(unknown) : new Found(null, found, header.id());
    }

    Rejected unknown() {
        return unknown;
    }

    private static Found refuse(Rejected refusal) {
        return new Found(refusal, null, "");
    }
}
