package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/// A certificate of an authority and its key: PKCS#8 DER, P-256. A value of those two.
public final class Root {
    private final X509Certificate certificate;
    private final SecretBytes privateKey;
    private volatile @Nullable Opened opened;

    /// What every signature needs and none changes: read out of the bytes at the first.
    static final class Opened {
        private final PrivateKey key;
        private final X500Name name;
        private final AuthorityKeyIdentifier keyIdentifier;
        private final byte[] nameBytes;
        private final byte[] keyIdentifierBytes;

        private Opened(PrivateKey key, X500Name name, AuthorityKeyIdentifier keyIdentifier) {
            this.key = key;
            this.name = name;
            this.keyIdentifier = keyIdentifier;
            this.nameBytes = LeafBytes.der(name);
            this.keyIdentifierBytes =
                    LeafBytes.extension(Extension.authorityKeyIdentifier, false, LeafBytes.der(keyIdentifier));
        }

        PrivateKey key() {
            return key;
        }

        X500Name name() {
            return name;
        }

        AuthorityKeyIdentifier keyIdentifier() {
            return keyIdentifier;
        }

        /// DER. Not to be changed.
        byte[] nameBytes() {
            return nameBytes;
        }

        /// The whole extension, DER. Not to be changed.
        byte[] keyIdentifierBytes() {
            return keyIdentifierBytes;
        }
    }

    public Root(X509Certificate certificate, SecretBytes privateKey) {
        this.certificate = certificate;
        this.privateKey = privateKey;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public SecretBytes privateKey() {
        return privateKey;
    }

    /// @throws IllegalArgumentException if the key cannot be read
    Opened open() {
        var known = opened;
        if (known == null) {
            known = read();
            opened = known;
        }
        return known;
    }

    private Opened read() {
        byte[] pkcs8 = privateKey.open();
        try {
            return new Opened(
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    keyIdentifiers().createAuthorityKeyIdentifier(certificate.getPublicKey()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key of the root " + Pem.sha256Hex(Pem.der(certificate)) + " cannot be read", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    static JcaX509ExtensionUtils keyIdentifiers() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1 for key identifiers (RFC 5280 4.2.1.2)", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Root root && certificate.equals(root.certificate) && privateKey.equals(root.privateKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(certificate, privateKey);
    }

    @Override
    public String toString() {
        return "Root[" + certificate.getSubjectX500Principal() + "]";
    }
}
