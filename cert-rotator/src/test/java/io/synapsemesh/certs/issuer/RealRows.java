package io.synapsemesh.certs.issuer;

import java.util.List;
import java.util.Map;

/// The rows whose far side is a real program, or stands on one: `RealIssuersIT` in e2e-tests opens and runs them, and
/// the table here names them.
public final class RealRows {
    private static final String SUITE = "RealIssuersIT";

    private RealRows() {}

    /// As the table has them; nobody opens these.
    static List<IssuerRow> all() {
        IssuerRow.Opening elsewhere = (clock, directory) -> {
            throw new IllegalStateException(SUITE + " opens it");
        };
        return List.of(certManager(elsewhere), stepCa(elsewhere), acme(elsewhere));
    }

    public static IssuerRow certManager(IssuerRow.Opening opening) {
        return new IssuerRow(
                "certManager",
                IssuerRow.Peer.FAKE,
                "`CertManagerControllerFake`; the API server (1.35.4) and cert-manager's CRDs (1.21.2) are real",
                SUITE,
                Map.of(),
                opening);
    }

    public static IssuerRow stepCa(IssuerRow.Opening opening) {
        return new IssuerRow(
                "stepCa",
                IssuerRow.Peer.REAL,
                "step-ca 0.30.2, JWK provisioner, behind a front that makes the faults",
                SUITE,
                Map.of(),
                opening);
    }

    public static IssuerRow acme(IssuerRow.Opening opening) {
        return new IssuerRow(
                "acme",
                IssuerRow.Peer.REAL,
                "step-ca 0.30.2, ACME with http-01, behind a front that makes the faults; public TLS only, SVIDs are"
                        + " refused (SYN0841)",
                SUITE,
                Map.of(),
                opening);
    }
}
