package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.util.Optional;

/// A trust domain whose workloads this mesh accepts, and where its bundle is fetched.
///
/// @param endpoint whom the endpoint proves to be; empty: the host of the URL, by the web's authorities
/// @param initial its bundle as the document gives it, JSON
public record Federated(TrustDomain trustDomain, String url, Optional<SpiffeId> endpoint, Optional<String> initial) {}
