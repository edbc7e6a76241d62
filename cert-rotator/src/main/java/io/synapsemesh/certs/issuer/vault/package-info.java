/// The PKI engine of Vault and OpenBao. *Takes* a request, *gives* the chain that `sign` answers, *never* sends a key
/// and never asks Vault to make one.
@NullMarked
package io.synapsemesh.certs.issuer.vault;

import org.jspecify.annotations.NullMarked;
