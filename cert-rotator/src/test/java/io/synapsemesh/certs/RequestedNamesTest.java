package io.synapsemesh.certs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.core.identity.SpiffeId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/// What may stand in a request that an issuer signs as it is.
final class RequestedNamesTest {
    private static final LeafRequest WANTED = Fixture.workspaceRequest();
    private static final String URI = Fixture.WORKSPACE.identity().uri();

    @Test
    void aRequestOfOursAsksForExactlyItsNames() {
        var ours = LeafKey.generate(Fixture.RANDOM, WANTED).csr();
        assertThatCode(() -> RequestedNames.requireExact(WANTED, ours)).doesNotThrowAnyException();
        var server = LeafRequest.of(
                new LeafName.PublicServer(Fixture.SIDECAR.identity()),
                List.of("edge.corp.example"),
                Duration.ofDays(90));
        assertThatCode(() -> RequestedNames.requireExact(
                        server, LeafKey.generate(Fixture.RANDOM, server).csr()))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesARequestThatNamesNobodyOrSomebodyElse() {
        refused(LeafKey.generate(Fixture.RANDOM).csr());
        var other = LeafRequest.of(new LeafName.Svid(SpiffeId.parse(URI + "2")), WANTED.dnsNames(), WANTED.lifetime());
        refused(LeafKey.generate(Fixture.RANDOM, other).csr());
        var fewer = LeafRequest.of(WANTED.name(), Fixture.HOSTS.subList(0, 1), WANTED.lifetime());
        refused(LeafKey.generate(Fixture.RANDOM, fewer).csr());
    }

    @Test
    void refusesOneNameMoreAndOneNameTwice() throws Exception {
        refused(drafted("", names(URI, "spiffe://corp.example/ns/etl/sa/nightly")));
        refused(drafted("", names(URI, URI)));
    }

    @Test
    void refusesASubjectAndEveryOtherExtensionAndAttribute() throws Exception {
        refused(drafted("CN=contoso", names(URI)));
        var withCa = names(URI);
        withCa.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        refused(drafted("", withCa));
        refused(drafted("", names(URI), new DERUTF8String("secret")));
    }

    private static void refused(SigningRequest csr) {
        assertThatThrownBy(() -> RequestedNames.requireExact(WANTED, csr)).isInstanceOf(IssuanceRefused.class);
    }

    private static ExtensionsGenerator names(String... uris) throws IOException {
        var all = new java.util.ArrayList<GeneralName>();
        for (var uri : uris) {
            all.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        }
        Fixture.HOSTS.forEach(host -> all.add(new GeneralName(GeneralName.dNSName, host)));
        var generator = new ExtensionsGenerator();
        generator.addExtension(
                Extension.subjectAlternativeName, true, new GeneralNames(all.toArray(GeneralName[]::new)));
        return generator;
    }

    private static SigningRequest drafted(String subject, ExtensionsGenerator extensions, ASN1Encodable... passwords)
            throws IOException, OperatorCreationException {
        var pair = LeafKey.p256(Fixture.RANDOM);
        var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        for (var password : passwords) {
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, password);
        }
        return SigningRequest.parse(
                builder.build(new JcaContentSignerBuilder(LeafKey.SIGNATURE).build(pair.getPrivate()))
                        .getEncoded());
    }
}
