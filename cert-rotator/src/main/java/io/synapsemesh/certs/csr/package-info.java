/// Certificates for keys that never leave their owner. *Takes* signing requests from callers whose identity is proven,
/// *gives* chains for exactly that identity, *never* believes a name in a request, sees no private key, and answers
/// nothing that the audit log did not take.
@NullMarked
package io.synapsemesh.certs.csr;

import org.jspecify.annotations.NullMarked;
