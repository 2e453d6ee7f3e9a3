package io.lamplight.edge.message;

import io.lamplight.presence.api.Aor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** User part of our Contact: it carries the resource, so that any edge can take the dialog's next request (SUB-23). */
public final class ContactToken {
    private static final String PREFIX = "ll-";
    private static final int SCHEME = "sip:".length();

    private ContactToken() {}

    public static String of(Aor resource) {
        byte[] name = resource.uri().substring(SCHEME).getBytes(StandardCharsets.UTF_8);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(name);
    }

    /** Empty if {@code user} is no token of ours: only what {@link #of} gives is read back. */
    public static Optional<Aor> read(String user) {
        if (!user.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] name = Base64.getUrlDecoder().decode(user.substring(PREFIX.length()));
            return Aor.parse("sip:" + new String(name, StandardCharsets.UTF_8))
                    .filter(resource -> of(resource).equals(user));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
