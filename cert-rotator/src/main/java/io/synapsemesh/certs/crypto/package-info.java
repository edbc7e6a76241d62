/// Which cryptographic provider the process uses. *Takes* nothing, *gives* the name of the provider, *never* fails for
/// want of a native library.
@NullMarked
package io.synapsemesh.certs.crypto;

import org.jspecify.annotations.NullMarked;
