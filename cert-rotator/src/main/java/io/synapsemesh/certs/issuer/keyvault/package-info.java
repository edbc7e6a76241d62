/// A CA whose key stays in Azure Key Vault. *Takes* the root's certificate and a request, *gives* a leaf signed here
/// under
/// an intermediate the vault signed, *never* asks the vault for a leaf: its limits are a vault's, not a mesh's.
@NullMarked
package io.synapsemesh.certs.issuer.keyvault;

import org.jspecify.annotations.NullMarked;
