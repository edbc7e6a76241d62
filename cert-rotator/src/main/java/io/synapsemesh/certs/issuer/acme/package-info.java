/// ACME (RFC 8555) for what people outside the mesh see. *Takes* a public server's hosts, *gives* a chain of the CA's,
/// *never* asks it for a SPIFFE id, which ACME cannot prove.
@NullMarked
package io.synapsemesh.certs.issuer.acme;

import org.jspecify.annotations.NullMarked;
