/// The SPIFFE Workload API, as SPIRE's agent serves it. *Takes* a socket, *gives* the leaves and the bundle that the
/// agent sends, *never* asks for another identity than those it is given.
@NullMarked
package io.synapsemesh.certs.issuer.spire;

import org.jspecify.annotations.NullMarked;
