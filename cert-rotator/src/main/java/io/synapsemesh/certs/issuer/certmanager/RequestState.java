package io.synapsemesh.certs.issuer.certmanager;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.synapsemesh.certs.issuer.IssuedChain;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a `CertificateRequest` says of itself (cert-manager.io/v1, `status.conditions`). Nothing else in the object is
/// read; the `ca` beside the certificate is not a root until the operator says so.
sealed interface RequestState {
    record Waiting() implements RequestState {}

    /// @param pem the chain, leaf first
    record Signed(String pem) implements RequestState {}

    /// The attempt is over: the controller could not sign.
    record Failed(String message) implements RequestState {}

    /// An approver or the issuer said no; the next one would be refused as well.
    record Refused(String message) implements RequestState {}

    /// @param resource null if it is gone
    static RequestState of(@Nullable GenericKubernetesResource resource) {
        if (resource == null) {
            return new Waiting();
        }
        List<?> conditions = resource.get("status", "conditions") instanceof List<?> list ? list : List.of();
        for (var condition : conditions) {
            if (condition instanceof Map<?, ?> fields) {
                var state = of(fields, resource);
                if (!(state instanceof Waiting)) {
                    return state;
                }
            }
        }
        return new Waiting();
    }

    private static RequestState of(Map<?, ?> condition, GenericKubernetesResource resource) {
        boolean isTrue = "True".equals(condition.get("status"));
        String message = IssuedChain.quoted(String.valueOf(condition.get("message")));
        return switch (String.valueOf(condition.get("type"))) {
            case "Denied", "InvalidRequest" -> isTrue ? new Refused(message) : new Waiting();
            case "Ready" ->
                isTrue
                        ? new Signed(decoded(resource.get("status", "certificate")))
                        : switch (String.valueOf(condition.get("reason"))) {
                            case "Failed" -> new Failed(message);
                            case "Denied" -> new Refused(message);
                            default -> new Waiting();
                        };
            default -> new Waiting();
        };
    }

    /// Empty if it is not base64: there is no certificate then.
    private static String decoded(@Nullable Object text) {
        try {
            return text == null
                    ? ""
                    : new String(Base64.getDecoder().decode(String.valueOf(text)), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
