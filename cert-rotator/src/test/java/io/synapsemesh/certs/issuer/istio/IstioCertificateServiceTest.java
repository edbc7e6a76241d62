package io.synapsemesh.certs.issuer.istio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.authority.MeshAuthority;
import io.synapsemesh.certs.csr.SignRate;
import io.synapsemesh.certs.csr.SigningDesk;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.PemText;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateRequest;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateResponse;
import io.synapsemesh.core.identity.SpiffeId;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/// What others get who ask us as they would ask istiod.
final class IstioCertificateServiceTest {
    private final Fixture fixture = new Fixture();
    private final MeshAuthority mesh = fixture.authorities().mesh();
    private final LeafKey key = LeafKey.generate(Fixture.RANDOM);
    private Optional<SpiffeId> caller = Optional.of(Fixture.SIDECAR.identity());
    private final IstioCertificateService service = new IstioCertificateService(
            new SigningDesk(
                    new SigningDesk.Ports(
                            id -> id.equals(Fixture.SIDECAR.identity())
                                    ? Optional.of(Fixture.sidecarRequest())
                                    : Optional.empty(),
                            name -> mesh,
                            mesh::bundle,
                            event -> {},
                            (name, leaf, issuedAt) -> issuedAt),
                    fixture.clock,
                    new SignRate(1000, Duration.ofMillis(1), 8)),
            () -> caller);

    @Test
    void theNameIsTheCallersWhateverTheRequestSays() throws Exception {
        var response = ask(request(namedRequest("spiffe://corp.example/synapse/3333/rg1/contoso")));
        assertThat(identity(response)).isEqualTo(Fixture.SIDECAR.text());
    }

    @Test
    void theRootsAreTheLastEntryAndNowhereElse() {
        var chain = ask(request(IssuedChain.pem(key.csr()))).getCertChainList();
        assertThat(chain.getLast()).isEqualTo(mesh.anchors().pem());
        assertThat(chain).hasSize(2);
        assertThat(PemText.certificates(chain.getFirst())).hasSize(1);
    }

    @Test
    void anUnknownCallerAndOneNobodyWantsGetNothing() {
        caller = Optional.empty();
        assertThat(refusal(request(IssuedChain.pem(key.csr())))).isEqualTo(Status.Code.UNAUTHENTICATED);
        caller = Optional.of(SpiffeId.parse("spiffe://corp.example/ns/etl/sa/stranger"));
        assertThat(refusal(request(IssuedChain.pem(key.csr())))).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void nobodyIsImpersonated() {
        var asked = request(IssuedChain.pem(key.csr())).toBuilder();
        asked.setMetadata(impersonating("spiffe://corp.example/ns/etl/sa/other"));
        assertThat(refusal(asked.build())).isEqualTo(Status.Code.PERMISSION_DENIED);
        asked.setMetadata(impersonating(Fixture.SIDECAR.text()));
        assertThat(ask(asked.build()).getCertChainCount())
                .as("one's own name is no other's")
                .isEqualTo(2);
    }

    @Test
    void theDocumentsLifetimeIsTheMostThereIs() {
        for (long seconds : new long[] {0, 30 * 86_400, Long.MAX_VALUE}) {
            var response = ask(request(IssuedChain.pem(key.csr())).toBuilder()
                    .setValidityDuration(seconds)
                    .build());
            assertThat(leafEnd(response))
                    .isBeforeOrEqualTo(fixture.clock.instant().plus(Duration.ofHours(24)));
        }
        var shorter = ask(request(IssuedChain.pem(key.csr())).toBuilder()
                .setValidityDuration(3600)
                .build());
        assertThat(leafEnd(shorter)).isBeforeOrEqualTo(fixture.clock.instant().plus(Duration.ofHours(1)));
        assertThat(refusal(request(IssuedChain.pem(key.csr())).toBuilder()
                        .setValidityDuration(-1)
                        .build()))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void whatIsNoRequestIsRefused() {
        String good = IssuedChain.pem(key.csr());
        for (String bad : List.of(
                "",
                "not PEM",
                good.substring(0, good.length() / 2),
                good + good,
                good.replace("CERTIFICATE REQUEST", "PRIVATE KEY"),
                good.replaceFirst("\nMI", "\n=I"),
                "-----BEGIN CERTIFICATE REQUEST-----\n" + "A".repeat(1_000_000)
                        + "\n-----END CERTIFICATE REQUEST-----\n")) {
            assertThat(refusal(request(bad)))
                    .as(bad.substring(0, Math.min(bad.length(), 80)))
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    private static Struct impersonating(String id) {
        return Struct.newBuilder()
                .putFields(
                        "ImpersonatedIdentity",
                        Value.newBuilder().setStringValue(id).build())
                .build();
    }

    private static IstioCertificateRequest request(String csr) {
        return IstioCertificateRequest.newBuilder()
                .setCsr(csr)
                .setValidityDuration(86_400)
                .build();
    }

    /// As Istio's agent asks: with a name in the request.
    private static String namedRequest(String uri) throws Exception {
        var pair = LeafKey.p256(Fixture.RANDOM);
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        var der = new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
                + java.util.Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }

    private static String identity(IstioCertificateResponse response) throws CertificateParsingException {
        var names = PemText.certificates(response.getCertChain(0)).getFirst().getSubjectAlternativeNames();
        assertThat(names).hasSize(1);
        return String.valueOf(names.iterator().next().get(1));
    }

    private static java.time.Instant leafEnd(IstioCertificateResponse response) {
        return PemText.certificates(response.getCertChain(0))
                .getFirst()
                .getNotAfter()
                .toInstant();
    }

    private Status.Code refusal(IstioCertificateRequest request) {
        var answers = new Answers();
        service.createCertificate(request, answers);
        assertThat(answers.got).isEmpty();
        return Status.fromThrowable(answers.trouble.orElseThrow()).getCode();
    }

    private IstioCertificateResponse ask(IstioCertificateRequest request) {
        var answers = new Answers();
        service.createCertificate(request, answers);
        assertThat(answers.trouble).isEmpty();
        return answers.got.getFirst();
    }

    private static final class Answers implements StreamObserver<IstioCertificateResponse> {
        private final List<IstioCertificateResponse> got = new ArrayList<>();
        private Optional<Throwable> trouble = Optional.empty();

        @Override
        public void onNext(IstioCertificateResponse value) {
            got.add(value);
        }

        @Override
        public void onError(Throwable t) {
            trouble = Optional.of(t);
        }

        @Override
        public void onCompleted() {}
    }
}
