/// The public keys of identity providers. *Takes* where a provider publishes them, *gives* the keys as JWKS text to be
/// pushed inline, fresh, stale or missing, *never* invents a key, never lets a private one through, and never dials an
/// address the policy does not allow.
@NullMarked
package io.synapsemesh.identity.jwks;

import org.jspecify.annotations.NullMarked;
