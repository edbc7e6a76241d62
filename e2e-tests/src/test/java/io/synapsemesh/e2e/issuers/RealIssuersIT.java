package io.synapsemesh.e2e.issuers;

import io.synapsemesh.certs.issuer.IssuerConformance;
import io.synapsemesh.certs.issuer.RealRows;
import io.synapsemesh.e2e.harness.RealApiServer;
import io.synapsemesh.e2e.harness.StepCa;
import io.synapsemesh.e2e.harness.ToolBinary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The rows of the conformance table whose far side is more than a JVM. Most of a case is waiting for a deadline, so
/// the cases run beside each other.
final class RealIssuersIT {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StepCa ca;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ChallengeServer challenges;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static RealApiServer kubernetes;

    @BeforeAll
    static void start() {
        ca = StepCa.start();
        challenges = new ChallengeServer(ca.httpPort());
        kubernetes = RealApiServer.start();
        kubernetes.install(ToolBinary.crds("cert-manager"));
    }

    @AfterAll
    static void stop() {
        kubernetes.close();
        challenges.close();
        ca.close();
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    DynamicNode stepCaSignsSvids() {
        return IssuerConformance.of(RealRows.stepCa((clock, directory) -> new StepCaPeer(ca, clock, directory)));
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    DynamicNode anAcmeCaSignsPublicServers() {
        return IssuerConformance.of(
                RealRows.acme((clock, directory) -> new AcmePeer(ca, challenges, clock, directory)));
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    DynamicNode certManagerSignsSvids() {
        return IssuerConformance.of(
                RealRows.certManager((clock, directory) -> new CertManagerPeer(kubernetes, clock, directory)));
    }
}
