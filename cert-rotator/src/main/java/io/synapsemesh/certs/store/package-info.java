/// Keeping keys. *Takes* bytes under a name, *gives* them back or says why not, *never* lets a key touch a disk
/// unsealed and never believes bytes that were changed, moved or cut.
@NullMarked
package io.synapsemesh.certs.store;

import org.jspecify.annotations.NullMarked;
