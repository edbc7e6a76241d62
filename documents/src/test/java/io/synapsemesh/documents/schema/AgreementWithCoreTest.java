package io.synapsemesh.documents.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// A text that passes a named form is one that core's parser takes, and the reverse.
final class AgreementWithCoreTest {
    @Test
    void spiffeIds() {
        agree(
                SpiffeUri.class,
                SpiffeId::parse,
                List.of(
                        "spiffe://corp.example/ns/etl/sa/nightly",
                        "spiffe://corp.example/.a/..b/.../....",
                        "spiffe://corp.example/..",
                        "spiffe://corp.example/a/./b",
                        "spiffe://corp.example/a/../b",
                        "spiffe://corp.example",
                        "spiffe://corp.example/",
                        "spiffe://corp.example//a",
                        "spiffe://Corp.example/a",
                        "spiffe://corp.example/a%2fb",
                        "spiffe://corp.example/a?b",
                        "https://corp.example/a"));
    }

    @Test
    void trustDomains() {
        agree(TrustDomainName.class, TrustDomain::parse, List.of("corp.example", "a_b-c", "Corp", "", "a/b", "a b"));
    }

    @Test
    void armIds() {
        String id = "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/%s/providers"
                + "/Microsoft.Synapse/workspaces/%s";
        agree(
                ArmWorkspaceId.class,
                WorkspaceResourceId::parse,
                List.of(
                        id.formatted("rg", "contoso"),
                        id.formatted("rg", "contoso").toUpperCase(java.util.Locale.ROOT),
                        id.formatted("r.g_(1)-ü", "a-b"),
                        id.formatted("rg.", "contoso"),
                        id.formatted("r g", "contoso"),
                        id.formatted("r".repeat(91), "contoso"),
                        id.formatted("rg", "-contoso"),
                        id.formatted("rg", "c".repeat(51)),
                        id.formatted("rg", "contoso/sqlPools/x"),
                        id.formatted("rg", "contoso").replace("3333-", "333-")));
    }

    @Test
    void dataActions() {
        agree(
                ActionName.class,
                DataAction::parse,
                List.of(
                        "read",
                        "artifacts/read",
                        "Microsoft.Synapse/workspaces/bigDataPools/useCompute/action",
                        "*",
                        "artifacts/*",
                        "a/b/c/d/e",
                        "a//b",
                        "connect "));
    }

    private static void agree(Class<? extends Annotation> form, Function<String, Object> parser, List<String> texts) {
        var annotation = Objects.requireNonNull(form.getAnnotation(io.synapsemesh.documents.schema.Pattern.class));
        var pattern = Pattern.compile(annotation.value());
        for (String text : texts) {
            assertThat(pattern.matcher(text).find()).as(text).isEqualTo(parses(parser, text));
        }
        assertThat(texts.stream().filter(text -> parses(parser, text))).isNotEmpty();
    }

    private static boolean parses(Function<String, Object> parser, String text) {
        try {
            return !parser.apply(text).toString().isEmpty();
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}
