package io.synapsemesh.certs.federation;

import io.synapsemesh.core.identity.TrustDomain;
import java.util.Optional;

/// A trust domain that we federate with.
///
/// @param initial its bundle as JSON, from the document: what proves the endpoint before anything was fetched
public record Peer(TrustDomain trustDomain, String url, EndpointProof proof, Optional<String> initial) {}
