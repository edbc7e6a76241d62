/// The rotation of a root. *Takes* the state of an authority and who may still be verifying, *gives* the next step and
/// does it, *never* signs with a root that a verifier may not know yet and never drops one that may still be shown.
@NullMarked
package io.synapsemesh.certs.root;

import org.jspecify.annotations.NullMarked;
