package io.lamplight.edge.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;

/** TLS for both directions: the certificate that a client's SNI asks for, and servers that are whom we called. */
public final class TlsContexts {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int DNS_NAME = 2;
    private static final int MAX_CLIENT_HELLO = 16 * 1024;

    /** The connection has one, for all that comes before its first message. */
    private static final int NO_TIMEOUT = 0;

    private final Mapping<String, SslContext> servers;
    private final SslContext client;

    private TlsContexts(Mapping<String, SslContext> servers, SslContext client) {
        this.servers = servers;
        this.client = client;
    }

    /**
     * Reads all files.
     *
     * @throws CannotUse if one of them is of no use
     */
    public static TlsContexts create(TlsSettings settings) {
        List<X509Certificate> trusted =
                settings.trust().isEmpty() ? List.of() : Pem.certificates("lamplight.edge.tls.trust", settings.trust());
        SslContext first = null;
        SslContext client = null;
        DomainWildcardMappingBuilder<SslContext> byName = null;
        Set<String> taken = new HashSet<>();
        for (TlsSettings.Identity identity : settings.identities()) {
            List<X509Certificate> chain = Pem.certificates(identity.key() + ".certificate", identity.certificate());
            PrivateKey own = Pem.privateKey(identity.key() + ".key", identity.privateKey());
            if (!Pem.match(own, chain.get(0).getPublicKey())) {
                throw new CannotUse(
                        identity.key() + ".key",
                        identity.privateKey(),
                        "is not the key of the certificate in " + identity.certificate());
            }
            SslContext server = build(
                    SslContextBuilder.forServer(own, chain).clientAuth(ClientAuth.valueOf(auth(settings.clients()))),
                    trusted);
            Set<String> names = names(chain.get(0));
            if (first == null) {
                first = server;
                client = build(SslContextBuilder.forClient().keyManager(own, chain), trusted);
                byName = new DomainWildcardMappingBuilder<>(server);
            } else if (names.isEmpty()) {
                throw new CannotUse(
                        identity.key() + ".certificate", identity.certificate(), "names no host that could ask for it");
            }
            for (String name : names) {
                // The earlier one stays.
                if (taken.add(name)) {
                    byName.add(name, server);
                }
            }
        }
        return new TlsContexts(byName.build(), client);
    }

    private static String auth(TlsSettings.ClientCertificates clients) {
        return switch (clients) {
            case NONE -> "NONE";
            case WANT -> "OPTIONAL";
            case NEED -> "REQUIRE";
        };
    }

    private static SslContext build(SslContextBuilder builder, List<X509Certificate> trusted) {
        try {
            if (!trusted.isEmpty()) {
                builder.trustManager(trusted);
            }
            return builder.protocols(PROTOCOLS).build();
        } catch (SSLException e) {
            throw new IllegalStateException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /** The host names that a certificate is for (RFC 6125 §6.4). */
    private static Set<String> names(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            throw new IllegalStateException("cannot read the names in a certificate: " + e.getMessage(), e);
        }
        return names;
    }

    /** For a connection that came to us. */
    ChannelHandler server() {
        return new SniHandler(servers, MAX_CLIENT_HELLO, NO_TIMEOUT);
    }

    /** For a connection of ours; the certificate must name the host that the URI names (RFC 5922 §7.1). */
    SslHandler client(ByteBufAllocator allocator, InetSocketAddress to) {
        SslHandler handler = client.newHandler(allocator, to.getHostString(), to.getPort());
        var parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(NO_TIMEOUT);
        return handler;
    }
}
