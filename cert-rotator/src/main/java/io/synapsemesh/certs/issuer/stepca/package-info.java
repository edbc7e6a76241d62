/// step-ca's own API with its JWK provisioner. *Takes* a request, *gives* the chain that `/1.0/sign` answers, *never*
/// sends a key, and never a token that is good for another request.
@NullMarked
package io.synapsemesh.certs.issuer.stepca;

import org.jspecify.annotations.NullMarked;
