/// A folder in Azure Key Vault, and the wrapping of a key by a key there. *Takes* sealed bytes, *gives* them back,
/// *never* takes the vault's soft-deleted past for the present.
@NullMarked
package io.synapsemesh.certs.store.keyvault;

import org.jspecify.annotations.NullMarked;
