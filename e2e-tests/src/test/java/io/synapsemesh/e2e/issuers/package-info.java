/// Issuers against the software itself. *Takes* a real step-ca, or a real API server with cert-manager's own CRDs, and
/// a front that makes it misbehave, *gives* the rows of the conformance table that need more than a JVM, *never* calls
/// a stand-in real.
@NullMarked
package io.synapsemesh.e2e.issuers;

import org.jspecify.annotations.NullMarked;
