package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Pem;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A leaf of ours, which knows what it was put together from. Whoever asks for more has its bytes parsed, once: most
/// are sent to their owner and forgotten, and the parser costs a third of a signature.
final class SignedLeaf extends X509Certificate {
    private static final long serialVersionUID = 1;

    private final byte[] der;
    private final X500Principal issuer;
    private final BigInteger serial;
    private final Instant from;
    private final Instant until;
    private transient volatile @Nullable X509Certificate parsed;

    SignedLeaf(byte[] der, X500Principal issuer, BigInteger serial, Instant from, Instant until) {
        this.der = der;
        this.issuer = issuer;
        this.serial = serial;
        this.from = from;
        this.until = until;
    }

    private X509Certificate parsed() {
        var known = parsed;
        if (known == null) {
            known = Pem.certificate(der);
            parsed = known;
        }
        return known;
    }

    @Override
    public byte[] getEncoded() {
        return der.clone();
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return issuer;
    }

    @Override
    public BigInteger getSerialNumber() {
        return serial;
    }

    @Override
    public Date getNotBefore() {
        return Date.from(from);
    }

    @Override
    public Date getNotAfter() {
        return Date.from(until);
    }

    @Override
    public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
        parsed().checkValidity();
    }

    @Override
    public void checkValidity(Date date) throws CertificateExpiredException, CertificateNotYetValidException {
        parsed().checkValidity(date);
    }

    @Override
    public int getVersion() {
        return parsed().getVersion();
    }

    @Deprecated
    @Override
    public Principal getIssuerDN() {
        return parsed().getIssuerDN();
    }

    @Deprecated
    @Override
    public Principal getSubjectDN() {
        return parsed().getSubjectDN();
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return parsed().getSubjectX500Principal();
    }

    @Override
    public byte[] getTBSCertificate() throws CertificateEncodingException {
        return parsed().getTBSCertificate();
    }

    @Override
    public byte[] getSignature() {
        return parsed().getSignature();
    }

    @Override
    public String getSigAlgName() {
        return parsed().getSigAlgName();
    }

    @Override
    public String getSigAlgOID() {
        return parsed().getSigAlgOID();
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        return parsed().getSigAlgParams();
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        return parsed().getIssuerUniqueID();
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        return parsed().getSubjectUniqueID();
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        return parsed().getKeyUsage();
    }

    @Override
    public @Nullable List<String> getExtendedKeyUsage() throws CertificateParsingException {
        return parsed().getExtendedKeyUsage();
    }

    @Override
    public int getBasicConstraints() {
        return parsed().getBasicConstraints();
    }

    @Override
    public @Nullable Collection<List<?>> getSubjectAlternativeNames() throws CertificateParsingException {
        return parsed().getSubjectAlternativeNames();
    }

    @Override
    public void verify(PublicKey key)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, NoSuchProviderException,
                    SignatureException {
        parsed().verify(key);
    }

    @Override
    public void verify(PublicKey key, String provider)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, NoSuchProviderException,
                    SignatureException {
        parsed().verify(key, provider);
    }

    @Override
    public PublicKey getPublicKey() {
        return parsed().getPublicKey();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return parsed().hasUnsupportedCriticalExtension();
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        return parsed().getCriticalExtensionOIDs();
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        return parsed().getNonCriticalExtensionOIDs();
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        return parsed().getExtensionValue(oid);
    }

    @Override
    public String toString() {
        return parsed().toString();
    }
}
