package io.synapsemesh.e2e.issuers;

import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.e2e.harness.TestPki;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// What a broken or hostile CA would answer: right in everything but the one thing.
record WrongLeaf(TestPki.Held signer, LeafRequest request) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static boolean isOne(Fault fault) {
        return fault == Fault.WRONG_CHAIN || fault == Fault.WRONG_KEY || fault == Fault.EXPIRED;
    }

    /// The leaf first, as PEM; [Fault#NONE] makes a right one.
    String chainPem(Fault fault, PublicKey key) {
        var used = fault == Fault.WRONG_CHAIN ? new TestPki("stranger").intermediate("stranger signing") : signer;
        var leaf = leaf(fault, fault == Fault.WRONG_KEY ? LeafKey.p256(RANDOM).getPublic() : key, used);
        return List.of(leaf, used.certificate()).stream().map(TestPki::pem).collect(Collectors.joining());
    }

    private X509Certificate leaf(Fault fault, PublicKey key, TestPki.Held used) {
        var now = Instant.now();
        boolean expired = fault == Fault.EXPIRED;
        var names = new ArrayList<GeneralName>();
        var purposes = new ArrayList<>(List.of(KeyPurposeId.id_kp_serverAuth));
        if (request.name() instanceof LeafName.Svid svid) {
            names.add(new GeneralName(
                    GeneralName.uniformResourceIdentifier, svid.identity().uri()));
            purposes.add(KeyPurposeId.id_kp_clientAuth);
        }
        request.dnsNames().forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        return new TestPki.Draft(
                        used,
                        key,
                        names,
                        now.minus(expired ? Duration.ofMinutes(90) : Duration.ofSeconds(30)),
                        now.plus(expired ? Duration.ofMinutes(-60) : Duration.ofHours(1)),
                        purposes)
                .sign();
    }
}
