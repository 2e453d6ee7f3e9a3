package io.lamplight.edge.transport;

import io.lamplight.presence.api.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys from PEM files (RFC 7468). What is wrong with a file is said with the key that named it. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    private Pem() {}

    private record Block(String label, Bytes content) {}

    /** In the order of the file: for a chain the server's own first. */
    static List<X509Certificate> certificates(String key, String file) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(key, file)) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(block.content().array())));
                } catch (CertificateException e) {
                    throw new CannotUse(key, file, "certificate " + (certificates.size() + 1) + " is damaged", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new CannotUse(key, file, "no CERTIFICATE in it");
        }
        return certificates;
    }

    static PrivateKey privateKey(String key, String file) {
        for (Block block : blocks(key, file)) {
            if (block.label().equals("PRIVATE KEY")) {
                return decode(key, file, block.content().array());
            }
            if (block.label().endsWith("PRIVATE KEY")) {
                throw new CannotUse(
                        key,
                        file,
                        "holds a " + block.label() + ", wanted is an unencrypted PRIVATE KEY (PKCS #8);"
                                + " `openssl pkcs8 -topk8 -nocrypt` makes one");
            }
        }
        throw new CannotUse(key, file, "no PRIVATE KEY in it");
    }

    private static PrivateKey decode(String key, String file, byte[] content) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(content);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException notRsa) {
            try {
                return KeyFactory.getInstance("EC").generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                throw new CannotUse(key, file, "neither an RSA nor an EC key", e);
            }
        }
    }

    /** Whether what one signs the other verifies. */
    static boolean match(PrivateKey own, PublicKey certified) {
        String algorithm = own.getAlgorithm();
        if (!algorithm.equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(own);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with the configured key", e);
        }
    }

    private static List<Block> blocks(String key, String file) {
        String text;
        try {
            text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new CannotUse(key, file, "no such file", e);
        } catch (IOException | InvalidPathException e) {
            throw new CannotUse(key, file, "cannot be read", e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1), Bytes.wrap(Base64.getMimeDecoder().decode(matcher.group(2)))));
            } catch (IllegalArgumentException e) {
                throw new CannotUse(key, file, "damaged " + matcher.group(1), e);
            }
        }
        return blocks;
    }
}
