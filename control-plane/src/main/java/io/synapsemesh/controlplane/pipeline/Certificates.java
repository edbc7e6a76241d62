package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.documents.resolve.Trust;
import java.util.Collection;
import java.util.SortedSet;

/// Port: who issues leaves. What is issued comes back through [Pipeline#leafChanged], perhaps before [#want] returns.
public interface Certificates {
    /// All leaves there are to be, from now on.
    ///
    /// @param hostSuffixes of the declared `dev` hosts, such as `dev.azuresynapse.net`
    void want(Trust trust, SortedSet<String> hostSuffixes, Collection<LeafRequest> leaves);

    /// Replaces a leaf, key and all, because somebody who had it may have it no longer.
    void rekey(LeafName name);
}
