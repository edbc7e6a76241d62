package io.synapsemesh.xds.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.identity.SpiffeId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class BootstrapTest {
    static final BootstrapInput INPUT = new BootstrapInput(
            "etl/nightly",
            HostPort.parse("localhost:15010"),
            HostPort.parse("localhost:15011"),
            SpiffeId.ofControlPlane(RenderCase.MESH),
            Path.of("/run/synapsemesh/bootstrap-ca.pem"),
            Path.of("/run/synapsemesh/token"),
            Path.of("/run/synapsemesh"),
            new BootstrapInput.AdminAddress.Loopback(9901));

    @Test
    void leadsToTheControlPlaneByDeltaAdsOverTls() {
        assertThat(BootstrapRenderer.render(INPUT).bootstrap())
                .contains("api_type: DELTA_GRPC")
                .contains("exact: \"spiffe://corp.example/synapsemesh/control-plane\"")
                .contains("header_value_prefix: \"Bearer \"")
                .contains("cluster_name: synapsemesh-xds")
                .doesNotContain("insecure", "0.0.0.0");
    }

    /// Envoy 1.40 crashes on a static cluster that takes its certificate from ADS.
    @Test
    void takesNoCertificateFromAdsBeforeAdsIsThere() {
        assertThat(BootstrapRenderer.render(INPUT).bootstrap())
                .contains("internal_listener: {}", "cluster: synapsemesh-authz-address", "port_value: 15011")
                .doesNotContain("tls_certificate_sds_secret_configs");
    }

    @Test
    void watchesTheFoldersOfTokenAndAnchors() {
        assertThat(BootstrapRenderer.render(INPUT).secrets())
                .hasSize(2)
                .allSatisfy(
                        (name, text) -> assertThat(text).contains("watched_directory:", "filename: /run/synapsemesh/"));
    }

    @Test
    void allowsTheRegularExpressionsThatRoutesNeed() {
        assertThat(BootstrapRenderer.render(INPUT).bootstrap()).contains("re2.max_program_size.error_level: 16384");
    }

    @Test
    void admitsOnlyThisMachineToTheAdminInterface() {
        assertThat(BootstrapRenderer.render(INPUT).bootstrap()).contains("address: \"127.0.0.1\"");
    }

    @Test
    void namesAFileForEverySecret() {
        assertThat(BootstrapRenderer.secretFileName("spiffe://a/b_c")).isEqualTo("spiffe_3a_2f_2fa_2fb_5fc.yaml");
    }
}
