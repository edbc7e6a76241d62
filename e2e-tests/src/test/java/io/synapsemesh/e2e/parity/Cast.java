package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.util.List;

/// Who and what the worlds are about: few enough names that a random grant often meets a random request.
final class Cast {
    static final String TENANT_ONE = "11111111-1111-4111-8111-111111111111";
    static final String TENANT_TWO = "22222222-2222-4222-8222-222222222222";
    static final String TENANT_SOLO = "33333333-3333-4333-8333-333333333333";
    /// The path of an issuer that is no Entra; the fake wants a name for its keys.
    static final String OKTA_ORG = "corp";

    static final String ALICE = "a11ce000-0000-4000-8000-000000000001";
    static final String BOB = "b0b00000-0000-4000-8000-000000000002";
    static final String CAROL = "ca501000-0000-4000-8000-000000000003";
    static final List<String> PEOPLE = List.of(ALICE, BOB, CAROL);

    static final String LOADER = "aaaa0000-0000-4000-8000-000000000001";
    static final String REPORTER = "aaaa0000-0000-4000-8000-000000000002";
    static final List<String> APPLICATIONS = List.of(LOADER, REPORTER);

    static final List<String> GROUPS = List.of(
            "3f1c0f5e-0000-4000-8000-000000000001",
            "3f1c0f5e-0000-4000-8000-000000000002",
            "3f1c0f5e-0000-4000-8000-000000000003",
            "3f1c0f5e-0000-4000-8000-000000000004");
    /// Names compare with case: `engineers` and `Engineers` are two groups.
    static final List<String> OKTA_GROUPS = List.of("engineers", "Engineers", "everyone", "finance");

    static final List<String> REPOSITORIES = List.of("corp/etl", "corp/reports");
    static final List<String> ENVIRONMENTS = List.of("prod", "staging");
    static final List<String> DEPARTMENTS = List.of("sales", "risk");

    static final List<SpiffeId> CARRIERS =
            List.of(workload("etl", "nightly"), workload("bi", "dashboards"), workload("ml", "trainer"),
                    workload("web", "portal"), workload("guest", "nobody"));

    /// All of 127.0.0.0/8 is this machine: a client binds to one of these and is seen as it.
    static final List<String> SOURCES = List.of("127.0.0.1", "127.1.2.3", "127.200.0.9");
    static final List<String> RANGES =
            List.of("127.0.0.0/8", "127.0.0.1/32", "127.1.0.0/16", "127.128.0.0/9", "10.0.0.0/8", "::/0");

    /// Items of a workspace, as documents spell them.
    static final List<String> ITEMS = List.of("spark1", "Spark-2", "data lake", "größe", "ir.prod_1");
    /// Items as a path spells them: other case is the same item for ASCII letters only, `Ö` is not `ö`.
    static final List<String> SPELLINGS = List.of(
            "spark1",
            "SPARK1",
            "spark-2",
            "data%20lake",
            "Data%20Lake",
            "gr%C3%B6%c3%9fe",
            "GR%C3%B6%C3%9FE",
            "gr%C3%96%C3%9Fe",
            "ir.prod_1",
            "irxprod_1",
            "spark",
            "spark11",
            "WorkspaceSystemIdentity");

    static final List<String> UNKNOWN_PREFIXES = List.of("/preview/x", "/api/Future.v1", "/pipelines/special/deep");

    private Cast() {}

    private static SpiffeId workload(String namespace, String account) {
        return SpiffeId.ofServiceAccount(TrustDomain.DEMO, namespace, account);
    }
}
