package io.synapsemesh.e2e.acceptance;

import static io.synapsemesh.e2e.acceptance.TestCa.dns;
import static io.synapsemesh.e2e.acceptance.TestCa.uri;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/// The leaves that are shown to everybody, one row of the table each.
final class LeafVectors {
    static final String TRUST_DOMAIN = "td.example";
    static final String ID = "spiffe://td.example/synapse/3333/rg1/contoso";
    static final String HOST = "contoso.dev.azuresynapse.net";

    /// What the SPIFFE standards say to a leaf.
    enum Standard {
        ok,
        reject,
        /// A SHOULD is broken.
        should
    }

    record Row(String name, Standard standard, TestCa.Held held) {}

    private final List<Row> rows = new ArrayList<>();
    private final TestCa ca;

    private LeafVectors(TestCa ca) {
        this.ca = ca;
    }

    static List<Row> of(TestCa ca, TestCa other) {
        var made = new LeafVectors(ca);
        made.row("good", Standard.ok, named(ID));
        made.names();
        made.use();
        made.rows.add(new Row("signed by another CA", Standard.reject, other.issue(named(ID))));
        return List.copyOf(made.rows);
    }

    private void names() {
        String inside = "spiffe://td.example/ns/a/sa/b";
        String foreign = "spiffe://other.example/ns/a/sa/b";
        row("two URI SANs of the trust domain", Standard.reject, named(ID, inside));
        row("two URI SANs, a foreign second", Standard.reject, named(ID, foreign));
        row("two URI SANs, a foreign first", Standard.reject, named(foreign, ID));
        row("no URI SAN", Standard.reject, named());
        row("no SAN at all", Standard.reject, new TestCa.Draft());
        row("an https URI", Standard.reject, named("https://td.example/ns/a"));
        row("another trust domain", Standard.reject, named(foreign));
        row("`evil-td.example`", Standard.reject, named("spiffe://evil-td.example/ns/a"));
        row("`TD.EXAMPLE`", Standard.reject, named("spiffe://TD.EXAMPLE/ns/a"));
        row("user information", Standard.reject, named("spiffe://user@td.example/ns/a"));
        row("a port", Standard.reject, named("spiffe://td.example:443/ns/a"));
        row("no path", Standard.reject, named("spiffe://td.example"));
        row("a root path `/`", Standard.reject, named("spiffe://td.example/"));
        row("`..` in the path", Standard.reject, named("spiffe://td.example/ns/../a"));
        row("`%2f` in the path", Standard.reject, named("spiffe://td.example/ns%2fa"));
        row("a query `?x=1`", Standard.reject, named(ID + "?x=1"));
        row("a path of 3,000 bytes", Standard.should, named("spiffe://td.example/" + "a".repeat(3000)));
    }

    private void use() {
        row("CA:TRUE", Standard.reject, named(ID).with(Extension.basicConstraints, true, new BasicConstraints(true)));
        row("key usage keyCertSign", Standard.reject, usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
        row("key usage cRLSign", Standard.reject, usage(KeyUsage.digitalSignature | KeyUsage.cRLSign));
        int spire = KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement;
        row("keyEncipherment and keyAgreement too, as SPIRE says", Standard.ok, usage(spire));
        row("the same and keyCertSign", Standard.reject, usage(spire | KeyUsage.keyCertSign));
        row("no key usage", Standard.reject, named(ID).without(Extension.keyUsage));
        row("no basic constraints", Standard.should, named(ID).without(Extension.basicConstraints));
        row("serverAuth alone", Standard.reject, named(ID).purposes(KeyPurposeId.id_kp_serverAuth));
        row("clientAuth alone", Standard.reject, named(ID).purposes(KeyPurposeId.id_kp_clientAuth));
        row("no extended key usage", Standard.should, named(ID).without(Extension.extendedKeyUsage));
        var now = Instant.now();
        row(
                "expired an hour ago",
                Standard.reject,
                named(ID).dates(now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1))));
        row(
                "valid from tomorrow",
                Standard.reject,
                named(ID).dates(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2))));
    }

    private static TestCa.Draft usage(int bits) {
        return named(ID).with(Extension.keyUsage, true, new KeyUsage(bits));
    }

    private static TestCa.Draft named(String... uris) {
        var names = new ArrayList<>(List.of(dns(HOST)));
        for (String uri : uris) {
            names.add(uri(uri));
        }
        return new TestCa.Draft().names(names.toArray(org.bouncycastle.asn1.x509.GeneralName[]::new));
    }

    private void row(String name, Standard standard, TestCa.Draft draft) {
        rows.add(new Row(name, standard, ca.issue(draft)));
    }
}
