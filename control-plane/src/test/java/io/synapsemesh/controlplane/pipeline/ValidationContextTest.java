package io.synapsemesh.controlplane.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.synapsemesh.controlplane.OfflineMesh;
import io.synapsemesh.controlplane.Running;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Walks every message that is published, whatever it is packed in. Envoy takes an empty plain validation context for
/// "trust everybody"; so nobody may ever be given one, and nobody may verify without one.
class ValidationContextTest {
    private static final Map<String, Message> PACKED = List.of(
                    Secret.getDefaultInstance(),
                    Listener.getDefaultInstance(),
                    Cluster.getDefaultInstance(),
                    UpstreamTlsContext.getDefaultInstance(),
                    DownstreamTlsContext.getDefaultInstance(),
                    SPIFFECertValidatorConfig.getDefaultInstance())
            .stream()
            .collect(Collectors.toMap(m -> m.getDescriptorForType().getFullName(), m -> m));

    private final List<String> problems = new ArrayList<>();
    private int contexts;
    private int peersAsked;

    @Test
    void nothingPublishedTrustsEverybody() throws Exception {
        var documents = new ArrayList<Document>();
        for (String text : List.of(Running.TRUST, Running.WORKSPACE, Running.PROXIES, Running.BINDING)) {
            documents.addAll(DocumentReader.read("mesh.yaml", text.getBytes(StandardCharsets.UTF_8), LastGood.NONE)
                    .documents());
        }
        var published = OfflineMesh.publish(documents, UpstreamPolicy.PRODUCTION, "synapsemesh", "/dev/null");
        for (DocumentRef proxy : published.snapshot().proxies()) {
            View view = Objects.requireNonNull(published.snapshot().view(proxy));
            for (TypeUrl type : view.types()) {
                for (Resource resource : view.type(type).resources()) {
                    walk(proxy + " " + resource.name(), resource.body());
                }
            }
        }
        assertThat(contexts).as("contexts that were looked at").isGreaterThanOrEqualTo(4);
        assertThat(peersAsked).as("listeners that ask for a certificate").isPositive();
        assertThat(problems).isEmpty();
    }

    @Test
    void theWalkFindsWhatItIsFor() throws Exception {
        walk("empty", CertificateValidationContext.getDefaultInstance());
        walk(
                "nobody",
                DownstreamTlsContext.newBuilder()
                        .setRequireClientCertificate(com.google.protobuf.BoolValue.of(true))
                        .setCommonTlsContext(CommonTlsContext.getDefaultInstance())
                        .build());
        assertThat(problems).hasSize(2);
    }

    private void walk(String where, Message message) throws InvalidProtocolBufferException {
        switch (message) {
            case CertificateValidationContext context -> check(where, context);
            case CommonTlsContext.CombinedCertificateValidationContext combined -> {
                // Its default part holds names only; what it trusts comes over SDS and is checked as a secret.
                if (!combined.hasValidationContextSdsSecretConfig()) {
                    problems.add(where + ": combined without SDS");
                }
                return;
            }
            case DownstreamTlsContext tls
            when tls.getRequireClientCertificate().getValue() -> {
                peersAsked++;
                if (!verifies(tls.getCommonTlsContext())) {
                    problems.add(where + ": asks for a certificate and verifies none");
                }
            }
            case UpstreamTlsContext tls
            when !verifies(tls.getCommonTlsContext()) -> problems.add(where + ": connects to anybody");
            case Any any -> {
                String type = any.getTypeUrl().substring(any.getTypeUrl().indexOf('/') + 1);
                Message packed = PACKED.get(type);
                if (packed != null) {
                    walk(where, packed.getParserForType().parseFrom(any.getValue()));
                } else if (any.getValue().toString(StandardCharsets.ISO_8859_1).contains("transport_sockets.tls")) {
                    problems.add(where + ": " + type + " has TLS in it and was not looked into");
                }
                return;
            }
            default -> {}
        }
        for (Map.Entry<Descriptors.FieldDescriptor, Object> field :
                message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() == Descriptors.FieldDescriptor.JavaType.MESSAGE) {
                List<?> values = field.getKey().isRepeated() ? (List<?>) field.getValue() : List.of(field.getValue());
                for (Object value : values) {
                    walk(where, (Message) value);
                }
            }
        }
    }

    private static boolean verifies(CommonTlsContext tls) {
        return switch (tls.getValidationContextTypeCase()) {
            case VALIDATION_CONTEXT, VALIDATION_CONTEXT_SDS_SECRET_CONFIG, COMBINED_VALIDATION_CONTEXT -> true;
            default -> false;
        };
    }

    private void check(String where, CertificateValidationContext context) throws InvalidProtocolBufferException {
        contexts++;
        if (context.hasCustomValidatorConfig()) {
            var spiffe = context.getCustomValidatorConfig().getTypedConfig().unpack(SPIFFECertValidatorConfig.class);
            boolean full = spiffe.getTrustDomainsCount() > 0
                    && spiffe.getTrustDomainsList().stream()
                            .allMatch(domain ->
                                    domain.getTrustBundle().getInlineString().contains("-----BEGIN CERTIFICATE-----"));
            if (!full) {
                problems.add(where + ": a SPIFFE validator without roots");
            }
        } else if (context.getTrustedCa().getFilename().isEmpty()
                && context.getTrustedCa().getInlineString().isEmpty()) {
            problems.add(where + ": an empty plain validation context");
        }
    }
}
