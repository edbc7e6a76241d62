/// What was ever issued, as a chain of hashes. *Takes* one entry for each leaf, *gives* a verdict on the whole chain,
/// *never* holds a key or a certificate, and is never read when the control plane starts.
@NullMarked
package io.synapsemesh.certs.history;

import org.jspecify.annotations.NullMarked;
