package io.synapsemesh.controlplane.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A federation peer that a rotation waits for, and what to do about it. The names of the components are the JSON keys,
/// in this order: a contract.
///
/// @param name the trust domain
/// @param askedAt when it last proved itself at the bundle endpoint, since the start of this control plane
/// @param nextPollBy when our refresh hint has it ask again
/// @param advice for the operator, one line
public record PeerNote(
        String name, @Nullable Instant askedAt, @Nullable Instant nextPollBy, String advice) {}
