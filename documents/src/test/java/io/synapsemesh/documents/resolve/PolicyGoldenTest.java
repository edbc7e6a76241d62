package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.golden.GoldenCase;
import io.synapsemesh.core.golden.GoldenCases;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Compiled;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.PolicyText;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.report.DiagnosticText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Documents → model → PolicyIr.
final class PolicyGoldenTest {
    @TestFactory
    Stream<DynamicTest> compilesAsWrittenDown() {
        return GoldenCases.in("policy", PolicyGoldenTest::outputs);
    }

    private static Map<String, String> outputs(GoldenCase golden) {
        var documents = new ArrayList<Document>();
        var diagnostics = new ArrayList<Diagnostic>();
        golden.readAll().forEach((file, bytes) -> {
            var parsed = DocumentReader.read(file, bytes, LastGood.NONE);
            documents.addAll(parsed.documents());
            diagnostics.addAll(parsed.diagnostics());
        });
        var resolver = new Resolver(UpstreamPolicy.PRODUCTION, "synapsemesh");
        resolver.apply(documents, List.of());
        resolver.diagnostics().values().forEach(diagnostics::addAll);
        var policies = new StringBuilder();
        for (Workspace workspace : resolver.workspaces()) {
            Compiled compiled = PolicyCompiler.compile(
                    workspace, resolver.bindingsOn(workspace.ref()), resolver.policiesOn(workspace.ref()));
            policies.append("---\n").append(PolicyText.print(compiled.policy()));
            compiled.diagnostics().stream().map(resolver::located).forEach(diagnostics::add);
        }
        return Map.of("out-policy.yaml", policies.toString(), "diagnostics.txt", DiagnosticText.print(diagnostics));
    }
}
