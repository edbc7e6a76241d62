/// What trust domains tell one another about whom to trust. *Takes* the bytes of a SPIFFE bundle, *gives* the roots of
/// one domain or a refusal with its reason, *never* merges two domains and never fetches.
@NullMarked
package io.synapsemesh.certs.federation;

import org.jspecify.annotations.NullMarked;
