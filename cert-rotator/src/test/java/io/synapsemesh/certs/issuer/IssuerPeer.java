package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;
import java.util.List;

/// An issuer under test and the far side it talks to, both running.
public interface IssuerPeer extends AutoCloseable {
    /// What is under test, configured against the far side.
    LeafSource source();

    /// Something the far side signs.
    default LeafRequest good() {
        return Fixture.workspaceRequest();
    }

    /// Something the far side's own policy, or the issuer before it asks, refuses for good.
    default LeafRequest refused() {
        var stranger = new LeafName.Svid(SpiffeId.parse("spiffe://other.example/ns/etl/sa/nightly"));
        return LeafRequest.of(stranger, List.of(), Duration.ofHours(24));
    }

    /// From now on, until told otherwise.
    void become(Fault fault);

    /// Requests that reached the far side so far. A caller that is told to wait does not raise it.
    int calls();

    /// The longest one attempt may take.
    Duration deadline();

    /// For a giver, whose far side renews on its own plan: makes it do so now. Nothing for a signer.
    default void renew() {}

    @Override
    void close();
}
