package io.synapsemesh.controlplane.node;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.node.NodeTokenVerdict.Reason;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.secret.SecretBytes;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes, lists, revokes and judges node tokens (rules B): JWS ES256, type `synapsemesh-node+jwt`, so that no other
/// token of the mesh can ever pass for one (RFC 8725 section 3.11).
///
/// Works on the data directory alone, beside a running server or without one: both see each other's tokens and
/// revocations, because each judgement reads the ledger. Safe for many threads.
public final class NodeTokens {
    /// A token has about 600 characters with a few source ranges.
    public static final int CHARS_MAX = 4096;

    /// Allowed between our clock and the clock of the machine that ran `token create`.
    static final Duration SKEW = Duration.ofSeconds(30);

    private static final JOSEObjectType TYPE = new JOSEObjectType("synapsemesh-node+jwt");
    /// Before the library, whose base64 decoder passes over foreign characters. An ES256 signature has 64 bytes.
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}");

    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    private final ECKey key;
    private final TokenLedger ledger;
    private final TrustDomain issuer;
    private final Clock clock;
    private final SecureRandom random;

    private NodeTokens(ECKey key, TokenLedger ledger, TrustDomain issuer, Clock clock, SecureRandom random) {
        this.key = key;
        this.ledger = ledger;
        this.issuer = issuer;
        this.clock = clock;
        this.random = random;
    }

    public static NodeTokens open(
            DataDirectory directory, Seal seal, TrustDomain issuer, Clock clock, SecureRandom random) {
        var folder = directory.folder(DataDirectory.Part.TOKENS);
        var key = directory.exclusively(() -> TokenKey.openOrCreate(folder, seal, TokenKey.PURPOSE, random));
        return new NodeTokens(key, new TokenLedger(folder, issuer), issuer, clock, random);
    }

    /// @param node the MeshProxy, `namespace/name`
    /// @param lifetime at most 24 h
    /// @throws IllegalArgumentException if one of them is not as it must be; the message says which
    public NodeToken create(String node, SpiffeId identity, Duration lifetime, List<Cidr> sources) {
        if (!identity.trustDomain().equals(issuer)) {
            throw new IllegalArgumentException(identity + " is not of the trust domain " + issuer);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        byte[] id = new byte[16];
        random.nextBytes(id);
        var credential =
                new NodeCredential(HexFormat.of().formatHex(id), node, identity, now, now.plus(lifetime), sources);
        ledger.add(credential, now);
        return new NodeToken(credential, sign(credential));
    }

    /// All that are not long expired, oldest first.
    public List<NodeTokenRow> list() {
        return ledger.all();
    }

    /// @return false if there is no such token
    public boolean revoke(String id) {
        return ledger.revoke(id, clock.instant());
    }

    /// The ids of all revoked tokens, for [RevocationWatch].
    Set<String> revoked() {
        return ledger.revoked();
    }

    /// @param presented what came after `Bearer `
    /// @param source the peer's address as this server sees it
    public NodeTokenVerdict verify(String presented, InetAddress source) {
        if (presented.length() > CHARS_MAX) {
            return refused(Reason.TOO_LARGE, presented.length() + " characters");
        }
        if (!COMPACT.matcher(presented).matches()) {
            return refused(Reason.MALFORMED, "not a compact JWS");
        }
        try {
            var token = SignedJWT.parse(presented);
            var header = token.getHeader();
            if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
                return refused(Reason.ALGORITHM, "signed with another algorithm than ES256");
            }
            if (!TYPE.equals(header.getType())
                    || !header.toJSONObject().keySet().equals(HEADER)) {
                return refused(Reason.MALFORMED, "its header is not that of a node token");
            }
            if (!key.getKeyID().equals(header.getKeyID())) {
                return refused(Reason.UNKNOWN_KEY, "signed with a key that is not ours");
            }
            if (!token.verify(new ECDSAVerifier(key.toPublicJWK()))) {
                return refused(Reason.SIGNATURE, "its signature is wrong");
            }
            return judge(token.getJWTClaimsSet(), source);
        } catch (ParseException | JOSEException | RuntimeException e) {
            // Whatever a parser throws on hostile text: nobody.
            return refused(Reason.MALFORMED, "not a node token");
        }
    }

    private NodeTokenVerdict judge(JWTClaimsSet claims, InetAddress source) {
        if (!issuer.name().equals(claims.getIssuer())) {
            return refused(Reason.ISSUER, "issued for another trust domain");
        }
        if (!claims.getAudience().equals(List.of(NodeClaims.AUDIENCE))) {
            return refused(Reason.AUDIENCE, "made for another audience");
        }
        NodeCredential credential;
        try {
            credential = NodeClaims.parse(claims);
        } catch (IllegalArgumentException e) {
            return refused(Reason.CLAIMS, String.valueOf(e.getMessage()));
        }
        return judge(credential, source);
    }

    private NodeTokenVerdict judge(NodeCredential credential, InetAddress source) {
        Instant now = clock.instant();
        if (!credential.identity().trustDomain().equals(issuer)) {
            return refused(Reason.ISSUER, credential.identity() + " is of another trust domain");
        }
        if (credential.issuedAt().isAfter(now.plus(SKEW))) {
            return refused(Reason.NOT_YET_VALID, "issued at " + credential.issuedAt() + ", our clock says " + now);
        }
        if (!now.isBefore(credential.expiresAt().plus(SKEW))) {
            return refused(Reason.EXPIRED, "expired at " + credential.expiresAt());
        }
        var row = ledger.find(credential.id());
        if (row.isEmpty() || !row.get().credential().equals(credential)) {
            return refused(Reason.UNKNOWN_TOKEN, "the ledger does not know " + credential.id());
        }
        if (row.get().revokedAt().isPresent()) {
            return refused(Reason.REVOKED, credential.id() + " was revoked");
        }
        if (!credential.mayComeFrom(source)) {
            return refused(Reason.SOURCE, credential.id() + " may not come from " + source.getHostAddress());
        }
        return new NodeTokenVerdict.Accepted(credential);
    }

    private SecretBytes sign(NodeCredential credential) {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(TYPE)
                .keyID(key.getKeyID())
                .build();
        var token = new SignedJWT(header, NodeClaims.of(credential, issuer));
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("a P-256 key signs ES256", e);
        }
        return SecretBytes.copyOf(token.serialize().getBytes(StandardCharsets.US_ASCII));
    }

    private static NodeTokenVerdict refused(Reason reason, String detail) {
        return new NodeTokenVerdict.Refused(reason, detail);
    }
}
