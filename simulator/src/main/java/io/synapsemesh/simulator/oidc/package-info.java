/// OpenID Connect issuers whose keys rotate on command and whose key documents misbehave on command.
///
/// *Takes* a claim set. *Gives* discovery, JWKS and tokens shaped as Entra ID or a CI system shapes them, and every
/// wrong token a verifier must refuse. *Never does*: run a login flow; tokens are minted in process.
@NullMarked
package io.synapsemesh.simulator.oidc;

import org.jspecify.annotations.NullMarked;
