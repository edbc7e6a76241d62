/// Moving from one issuer to another. *Takes* two sources of leaves of one trust domain and the word of a gate, *gives*
/// a
/// source whose bundle vouches for both, *never* lets the new one sign before every verifier may know its roots.
@NullMarked
package io.synapsemesh.certs.issuer.overlap;

import org.jspecify.annotations.NullMarked;
