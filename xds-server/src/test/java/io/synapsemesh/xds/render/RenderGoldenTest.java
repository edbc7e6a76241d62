package io.synapsemesh.xds.render;

import com.google.protobuf.Message;
import io.synapsemesh.core.golden.GoldenCase;
import io.synapsemesh.core.golden.GoldenCases;
import io.synapsemesh.core.model.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Cases: `src/test/golden/render/<case>/in-case.txt`, in the words of [RenderCase]. A case whose name starts with
/// `gateway` or `sidecar` shows listeners and clusters, any other the resources that policy is in. `out-static.yaml` is
/// the whole of it in one bootstrap, which a real Envoy reads in the end-to-end tests.
final class RenderGoldenTest {
    private static final String JWKS = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"alg\":\"HS256\",\"k\":\"AAAA\"}]}";

    /// Of nobody: its key was never kept. Envoy reads the goldens, so it has to be a certificate.
    private static final String DOOR = """
            -----BEGIN CERTIFICATE-----
            MIIBhjCCASugAwIBAgIUYS1tN4IkoFioCPYOLcmvTynerbUwCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEZG9vcjAgFw0yNjExMjIwMDI3MzlaGA8yMTI2MTAyOTAwMjcz
            OVowDzENMAsGA1UEAwwEZG9vcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCvE
            YV/aabd93wQtKBPV019j20xyYdKXMBNrxsrYHORooLkZLcNi+8PyExwBCLajMeVW
            4VaeGFgGMMw+UEYbpt+jYzBhMB0GA1UdDgQWBBRlewGAFEJA7TAMHTfrKGatfWf3
            WzAfBgNVHSMEGDAWgBRlewGAFEJA7TAMHTfrKGatfWf3WzAPBgNVHRMBAf8EBTAD
            AQH/MA4GA1UdDwEB/wQEAwICBDAKBggqhkjOPQQDAgNJADBGAiEA3LFhROyn/iDA
            hRo/XQXA3sf7R916124KxpVlyILI0iACIQDj4kJB890h/5zhvP4qvRJ2AWbasFS1
            oYV9V+mhpKzW1Q==
            -----END CERTIFICATE-----
            """;

    @TestFactory
    Stream<DynamicTest> rendersAsWrittenDown() {
        return GoldenCases.in("render", RenderGoldenTest::outputs);
    }

    private static Map<String, String> outputs(GoldenCase golden) {
        var text = new String(golden.read("in-case.txt"), StandardCharsets.UTF_8);
        var input = RenderCase.parse(text).input();
        Rendering rendering = EnvoyRenderer.workspace(input);
        var outputs = new TreeMap<String, String>();
        outputs.put("out-diagnostics.txt", diagnostics(rendering));
        List<Rendered> all = new ArrayList<>(rendering.resources());
        if (golden.name().startsWith("sidecar")) {
            all.clear();
            all.addAll(EnvoyRenderer.sidecar(
                    RenderCase.proxy(Proxy.Role.SIDECAR, input.workspace()),
                    List.of(input.workspace()),
                    ConnectionAge.STANDARD,
                    "/dev/null"));
            all.addAll(EnvoyRenderer.gatewayEndpoints(
                    input.workspace(), List.of(new HostPort("10.0.0.2", 15443), new HostPort("10.0.0.1", 15443))));
            outputs.put("out-resources.yaml", print(all));
        } else {
            Proxy gateway = RenderCase.proxy(Proxy.Role.GATEWAY, input.workspace());
            all.add(EnvoyRenderer.authorizer(gateway, DOOR));
            all.addAll(EnvoyRenderer.tokens(keys(input)));
            all.addAll(EnvoyRenderer.gatewayListeners(
                    gateway,
                    List.of(input.workspace()),
                    (workspace, endpoint) -> 3,
                    ConnectionAge.STANDARD,
                    "/dev/null"));
            List<Rendered> shown = golden.name().startsWith("gateway")
                    ? all
                    : all.stream()
                            .filter(resource -> resource.name().startsWith("rbac"))
                            .toList();
            outputs.put("out-resources.yaml", print(shown));
        }
        outputs.put("out-static.yaml", golden.name().contains("-whole") ? whole(all) : "");
        return outputs;
    }

    private static String whole(List<Rendered> resources) {
        return BootstrapRenderer.renderStatic(BootstrapTest.INPUT, resources, Path.of("/run/synapsemesh/secrets"))
                .bootstrap();
    }

    private static List<ProviderKeys> keys(WorkspaceInput input) {
        return input.providers().stream()
                .map(provider -> new ProviderKeys(
                        provider,
                        new TreeMap<>(Map.of(provider.issuers().getFirst().url(), JWKS))))
                .toList();
    }

    private static String print(List<Rendered> resources) {
        var text = new StringBuilder();
        for (Rendered resource : resources) {
            text.append("--- # ")
                    .append(resource.message().getDescriptorForType().getName())
                    .append(' ')
                    .append(resource.name())
                    .append(resource.fallback().isPresent() ? ", else deny-all" : "")
                    .append('\n')
                    .append(EnvoyYaml.print((Message) resource.message()));
        }
        return text.toString();
    }

    private static String diagnostics(Rendering rendering) {
        return rendering.diagnostics().stream()
                .map(diagnostic -> diagnostic.code() + " "
                        + diagnostic.severity().documentName() + " "
                        + diagnostic.document().map(Object::toString).orElse("") + " " + diagnostic.path() + ": "
                        + diagnostic.message() + ". Fix: " + diagnostic.fix() + "\n")
                .collect(Collectors.joining());
    }
}
