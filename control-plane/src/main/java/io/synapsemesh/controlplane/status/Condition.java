package io.synapsemesh.controlplane.status;

import java.time.Instant;

/// One condition, with the keys Kubernetes gives it.
///
/// @param status `True`, `False` or `Unknown`
/// @param lastTransitionTime when `status` changed last; set by [StatusFiles]
public record Condition(
        String type,
        String status,
        String reason,
        String message,
        long observedGeneration,
        Instant lastTransitionTime) {
    boolean saysTheSame(Condition other) {
        return type.equals(other.type)
                && status.equals(other.status)
                && reason.equals(other.reason)
                && message.equals(other.message)
                && observedGeneration == other.observedGeneration;
    }
}
