package io.synapsemesh.simulator.synapse;

import com.nimbusds.jose.jwk.JWKSet;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/// Whose tokens a fake Synapse believes: the issuers, and their keys as published at this moment.
public record TokenTrust(Set<String> issuers, Supplier<JWKSet> keys, Clock clock) {}
