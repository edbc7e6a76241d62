/// Stores against the real thing: the conformance suite on a folder of this machine and an API server, and whole
/// control
/// planes whose CA material is in a secrets manager. *Takes* the suite of cert-rotator and the vendors' SDKs, which no
/// other module has on its class path, *gives* them real far sides, *never* stands in for one.
@NullMarked
package io.synapsemesh.e2e.stores;

import org.jspecify.annotations.NullMarked;
