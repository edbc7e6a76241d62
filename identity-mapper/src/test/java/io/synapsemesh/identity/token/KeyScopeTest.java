package io.synapsemesh.identity.token;

import static io.synapsemesh.identity.token.MeshOfTests.KEY_A;
import static io.synapsemesh.identity.token.MeshOfTests.TENANT;
import static io.synapsemesh.identity.token.MeshOfTests.TENANT_A;
import static io.synapsemesh.identity.token.MeshOfTests.TENANT_B;

import io.synapsemesh.core.policy.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 6 (Storm-0558, CVE-2025-55241): a key vouches for its own issuer alone, and a token for the tenant of its
/// issuer.
final class KeyScopeTest {
    private static final String NOBODYS = "44444444-4444-4444-4444-444444444444";

    private final Draft inA = MeshOfTests.user(KEY_A, MeshOfTests.v2(TENANT_A), TENANT_A);

    @TestFactory
    Stream<DynamicTest> keys() {
        return new Corpus()
                .refuses(
                        "signed by the key of another allowed tenant",
                        inA,
                        draft -> draft.signedBy(MeshOfTests.KEY_B).header("kid", "tenant-b"),
                        Reason.UNKNOWN_KEY)
                .refuses(
                        "signed by another tenant's key under the name of ours",
                        inA,
                        draft -> draft.signedBy(MeshOfTests.KEY_B),
                        Reason.BAD_SIGNATURE)
                .refuses(
                        "signed by the consumer tenant's key",
                        inA,
                        draft -> draft.signedBy(MeshOfTests.OTHER).header("kid", "other-1"),
                        Reason.UNKNOWN_KEY)
                .refuses(
                        "signed by a key that says of no tenant whose it is",
                        inA,
                        draft -> draft.signedBy(MeshOfTests.UNMARKED).header("kid", "unmarked"),
                        Reason.UNKNOWN_KEY)
                .refuses(
                        "signed by a key of another provider",
                        inA,
                        draft -> draft.signedBy(MeshOfTests.ENTRA_KEY).header("kid", "entra-1"),
                        Reason.UNKNOWN_KEY)
                .refuses(
                        "without kid, signed by another tenant",
                        inA.withoutHeader("kid"),
                        draft -> draft.signedBy(MeshOfTests.KEY_B),
                        Reason.BAD_SIGNATURE)
                .refuses(
                        "an Okta token signed by Entra",
                        MeshOfTests.okta(),
                        draft -> draft.signedBy(MeshOfTests.ENTRA_KEY).header("kid", "entra-1"),
                        Reason.UNKNOWN_KEY)
                .refuses(
                        "a CI token signed by a stranger",
                        MeshOfTests.job(),
                        draft -> draft.signedBy(MeshOfTests.STRANGER),
                        Reason.BAD_SIGNATURE)
                .refuses(
                        "a JWT-SVID signed by the key for certificates",
                        MeshOfTests.svid(),
                        draft -> draft.signedBy(MeshOfTests.SVID_X509).header("kid", "svid-x509"),
                        Reason.UNKNOWN_KEY)
                .refuses(
                        "a JWT-SVID without kid signed by the key for certificates",
                        MeshOfTests.svid().withoutHeader("kid"),
                        draft -> draft.signedBy(MeshOfTests.SVID_X509),
                        Reason.BAD_SIGNATURE)
                .refuses(
                        "a JWT-SVID signed by an OIDC provider",
                        MeshOfTests.svid(),
                        draft -> draft.signedBy(MeshOfTests.OTHER)
                                .header("kid", "other-1")
                                .algorithm("RS256"),
                        Reason.UNKNOWN_KEY)
                .believes(
                        "a v1 token of the tenant, whose keys are marked v2",
                        MeshOfTests.user(KEY_A, MeshOfTests.v1(TENANT_A), TENANT_A))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> tenants() {
        return new Corpus()
                .refuses(
                        "tid of another allowed tenant",
                        inA,
                        draft -> draft.claim("tid", TENANT_B),
                        Reason.WRONG_TENANT)
                .refuses("no tid", inA, draft -> draft.without("tid"), Reason.WRONG_TENANT)
                .refuses("tid is empty", inA, draft -> draft.claim("tid", ""), Reason.WRONG_TENANT)
                .refuses(
                        "tid in another case",
                        MeshOfTests.user(),
                        draft -> draft.claim("tid", TENANT + " "),
                        Reason.WRONG_TENANT)
                .refuses(
                        "a tenant that is not allowed, right in itself",
                        inA,
                        draft -> draft.claim("iss", MeshOfTests.v2(NOBODYS)).claim("tid", NOBODYS),
                        Reason.WRONG_TENANT)
                .refuses(
                        "a tenant that is not allowed, v1",
                        MeshOfTests.userV1(),
                        draft -> draft.claim("iss", MeshOfTests.v1(NOBODYS)).claim("tid", NOBODYS),
                        Reason.WRONG_TENANT)
                .refuses(
                        "the v1 issuer of a tenant whose v1 tokens are not accepted",
                        MeshOfTests.user(MeshOfTests.KEY_B, MeshOfTests.v2(TENANT_B), TENANT_B),
                        draft -> draft.claim("iss", MeshOfTests.v1(TENANT_B)),
                        Reason.WRONG_ISSUER)
                .refuses(
                        "a guest whose home is allowed, from a tenant that is not",
                        MeshOfTests.user().claim("idp", MeshOfTests.v1(NOBODYS)),
                        draft -> draft.claim("idp", MeshOfTests.ENTRA_V1)
                                .claim("iss", MeshOfTests.v2(NOBODYS))
                                .claim("tid", NOBODYS),
                        Reason.WRONG_TENANT)
                .refuses(
                        "a workload of another trust domain",
                        MeshOfTests.svid(),
                        draft -> draft.claim("sub", "spiffe://other.example/ns/etl/sa/nightly"),
                        Reason.WRONG_ISSUER)
                .refuses(
                        "a trust domain that only begins alike",
                        MeshOfTests.svid(),
                        draft -> draft.claim("sub", MeshOfTests.TRUST_DOMAIN + ".evil/ns/etl/sa/nightly"),
                        Reason.WRONG_ISSUER)
                .malformed(
                        "the trust domain itself",
                        MeshOfTests.svid(),
                        draft -> draft.claim("sub", MeshOfTests.TRUST_DOMAIN))
                .malformed(
                        "a path with dots",
                        MeshOfTests.svid(),
                        draft -> draft.claim("sub", MeshOfTests.TRUST_DOMAIN + "/ns/../sa/x"))
                .malformed(
                        "a path with a query",
                        MeshOfTests.svid(),
                        draft -> draft.claim("sub", MeshOfTests.TRUST_DOMAIN + "/ns/etl?x=y"))
                .refuses(
                        "the trust domain in upper case",
                        MeshOfTests.svid(),
                        draft -> draft.claim("sub", "spiffe://CORP.example/ns/etl/sa/nightly"),
                        Reason.WRONG_ISSUER)
                .tests();
    }
}
