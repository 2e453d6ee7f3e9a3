package io.lamplight.edge.transport;

import java.util.List;

/**
 * What TLS is made of, as configured; reference.conf tells of each.
 *
 * @param identities the first for who names none of the others' hosts; empty if there is no TLS
 * @param trust PEM file, or empty for what the JDK trusts
 */
public record TlsSettings(List<Identity> identities, ClientCertificates clients, String trust) {
    public TlsSettings {
        identities = List.copyOf(identities);
    }

    /** Whether clients are asked who they are. */
    public enum ClientCertificates {
        NONE,
        WANT,
        NEED
    }

    /**
     * A certificate with its key.
     *
     * @param key where it stands in the configuration, for what is to be said of it
     */
    public record Identity(String key, String certificate, String privateKey) {}

    public boolean isConfigured() {
        return !identities.isEmpty();
    }
}
