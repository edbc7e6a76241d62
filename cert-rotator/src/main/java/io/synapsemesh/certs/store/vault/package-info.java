/// A folder in Vault's or OpenBao's KV engine. *Takes* sealed bytes, *gives* them back, *never* leaves an old version
/// of a deleted secret behind.
@NullMarked
package io.synapsemesh.certs.store.vault;

import org.jspecify.annotations.NullMarked;
