package io.synapsemesh.core.policy;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.route.Required;
import java.net.InetAddress;

/// What is asked of one workspace (rules.md A, "Meaning").
///
/// @param carrier the identity of the mTLS peer
/// @param source the address of that peer, as the enforcement point sees it
public record Request(SpiffeId carrier, Caller caller, Endpoint endpoint, Required required, InetAddress source) {}
