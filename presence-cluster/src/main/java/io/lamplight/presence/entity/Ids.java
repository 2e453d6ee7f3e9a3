package io.lamplight.presence.entity;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Random names that nobody can guess: entity-tags, dialog tags, publication ids. Tests give their own. */
public final class Ids implements Supplier<String> {
    private static final int OCTETS = 15;

    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
