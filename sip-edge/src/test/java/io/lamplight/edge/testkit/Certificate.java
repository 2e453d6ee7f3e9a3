package io.lamplight.edge.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate of two days that vouches for itself, made by the JDK's keytool, with its key; both as PEM files too. */
public final class Certificate {
    private static final String ALIAS = "own";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int PATIENCE_SECONDS = 60;

    private final KeyStore store;
    private final Path chain;
    private final Path key;

    private Certificate(KeyStore store, Path chain, Path key) {
        this.store = store;
        this.chain = chain;
        this.key = key;
    }

    /**
     * Makes one.
     *
     * @param names as keytool's SAN extension wants them: {@code dns:example.org,ip:127.0.0.1}
     */
    public static Certificate create(Path folder, String name, String names) throws Exception {
        Path file = folder.resolve(name + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(List.of(
                        keytool,
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
                        "CN=" + name,
                        "-ext",
                        "san=" + names,
                        "-ext",
                        "bc=ca:true",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(Files.readString(folder.resolve(name + ".out")));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Path chain = write(
                folder.resolve(name + ".pem"),
                "CERTIFICATE",
                store.getCertificate(ALIAS).getEncoded());
        Path key = write(
                folder.resolve(name + ".key"),
                "PRIVATE KEY",
                store.getKey(ALIAS, PASSWORD).getEncoded());
        return new Certificate(store, chain, key);
    }

    private static Path write(Path file, String label, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }

    public Path chain() {
        return chain;
    }

    public Path key() {
        return key;
    }

    public java.security.cert.Certificate x509() throws GeneralSecurityException {
        return store.getCertificate(ALIAS);
    }

    /** Lines of configuration that make an edge use it. */
    public String settings() {
        return "lamplight.edge.tls { port = 0, certificate = \"" + chain + "\", key = \"" + key + "\" }";
    }

    /** For one who trusts those, and has nothing to show. */
    public static SSLContext trusting(Certificate... trusted) throws Exception {
        return context(null, trusted);
    }

    /** For one who trusts those, and shows this to everyone, whomever they trust. */
    public SSLContext facing(Certificate... trusted) throws Exception {
        X509Certificate[] shown = {(X509Certificate) store.getCertificate(ALIAS)};
        PrivateKey secret = (PrivateKey) store.getKey(ALIAS, PASSWORD);
        return context(new KeyManager[] {new Insistent(shown, secret)}, trusted);
    }

    /** The JDK's own would show nothing to those who trust others. */
    private static final class Insistent extends X509ExtendedKeyManager {
        private final X509Certificate[] shown;
        private final PrivateKey secret;

        Insistent(X509Certificate[] shown, PrivateKey secret) {
            this.shown = shown;
            this.secret = secret;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return type.equals("EC") ? ALIAS : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return shown;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return secret;
        }
    }

    private static SSLContext context(KeyManager[] keys, Certificate... trusted) throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            authorities.setCertificateEntry("trusted-" + i, trusted[i].x509());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }
}
