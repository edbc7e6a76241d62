package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;

/// Which policy a leaf is renewed by. The documents give each leaf its life ([io.synapsemesh.certs.LeafRequest]) and
/// know no window, so the windows are by kind.
public record RotationPolicies(RotationPolicy svid, RotationPolicy devServer, RotationPolicy door) {
    public static final RotationPolicies STANDARD = all(RotationPolicy.STANDARD);

    public static RotationPolicies all(RotationPolicy policy) {
        return new RotationPolicies(policy, policy, policy);
    }

    public RotationPolicy of(LeafName name) {
        return switch (name) {
            case LeafName.Svid ignored -> svid;
            case LeafName.DevServer _, LeafName.PublicServer _ -> devServer;
            case LeafName.Door ignored -> door;
        };
    }
}
