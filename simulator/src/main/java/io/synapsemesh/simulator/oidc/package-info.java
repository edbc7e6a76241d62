/// OpenID Connect issuers whose keys rotate on command and whose key documents misbehave on command.
///
/// *Takes* a claim set. *Gives* discovery, JWKS and tokens shaped as Entra ID or a CI system shapes them, and every
/// wrong token a verifier must refuse. A tenant's token endpoint
/// and a machine's metadata service hand them out over the wire. *Never does*: run a login flow.
@NullMarked
package io.synapsemesh.simulator.oidc;

import org.jspecify.annotations.NullMarked;
