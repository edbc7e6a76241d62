/// A faithful fake of the wire behaviour of Synapse and of an OIDC issuer.
@NullMarked
package io.synapsemesh.simulator;

import org.jspecify.annotations.NullMarked;
