package io.lamplight.deploy.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 that vouches for itself for two days, with its key, in PEM files. */
public final class TestCertificate {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALIAS = "own";
    private static final String PASSWORD = "changeit";

    private final Path chain;
    private final Path key;
    private final KeyStore trust;

    private TestCertificate(Path chain, Path key, KeyStore trust) {
        this.chain = chain;
        this.key = key;
        this.trust = trust;
    }

    /** Made by keytool, in that folder. */
    public static TestCertificate create(Path folder) {
        try {
            return make(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private static TestCertificate make(Path folder) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("own.p12");
        try (Program keytool = Program.start(
                folder,
                "keytool",
                Program.ofJdk("keytool"),
                List.of(
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD))) {
            assertThat(keytool.awaitExit(PATIENCE)).as(keytool.out()).isZero();
        }
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            made.load(in, PASSWORD.toCharArray());
        }
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(ALIAS, made.getCertificate(ALIAS));
        return new TestCertificate(
                pem(
                        folder.resolve("own.pem"),
                        "CERTIFICATE",
                        made.getCertificate(ALIAS).getEncoded()),
                pem(
                        folder.resolve("own.key"),
                        "PRIVATE KEY",
                        made.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()),
                trust);
    }

    private static Path pem(Path file, String label, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }

    /** What makes a node use it, by key. */
    public Map<String, String> settings() {
        return Map.of(
                "lamplight.edge.tls.certificate",
                chain.toAbsolutePath().toString(),
                "lamplight.edge.tls.key",
                key.toAbsolutePath().toString());
    }

    public Path chain() {
        return chain;
    }

    /** For a client that trusts it and nobody else. */
    public SSLContext trusting() throws GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
