package io.synapsemesh.certs.root;

import java.util.List;
import java.util.Set;

/// Port: what is shown in the mesh at this moment.
public interface LiveLeaves {
    /// Of all authorities.
    List<LiveLeaf> inForce();

    /// The gate members, by name, that are known to hold the newest leaf of each of their identities. Everybody else
    /// may still show an older one.
    Set<String> upToDate();
}
