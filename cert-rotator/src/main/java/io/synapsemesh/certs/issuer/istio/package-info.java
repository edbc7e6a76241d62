/// Istio's certificate API, both ways. *Takes* a request for the caller's own identity, *gives* a chain, *never* takes
/// a
/// name from a signing request.
@NullMarked
package io.synapsemesh.certs.issuer.istio;

import org.jspecify.annotations.NullMarked;
