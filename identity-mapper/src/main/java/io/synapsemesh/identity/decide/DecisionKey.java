package io.synapsemesh.identity.decide;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.route.Required;
import java.net.InetAddress;
import java.util.Optional;

/// What two requests must share to be decided alike: whoever carries, whoever asks, everything that is asked for, and
/// the moment of the mesh. Never less: a key without an identity hands one caller another's verdict.
///
/// @param token empty if the carrier asks for itself
/// @param revision counts what changes a verdict and is not in the mesh: groups
record DecisionKey(
        SpiffeId carrier,
        Optional<Fingerprint> token,
        DocumentRef workspace,
        Endpoint endpoint,
        Required required,
        InetAddress source,
        long epoch,
        long revision) {}
