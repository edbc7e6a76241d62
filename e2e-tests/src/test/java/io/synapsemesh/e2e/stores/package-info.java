/// The conformance suite of stores against the real thing. *Takes* the suite of cert-rotator, *gives* it a folder of
/// this machine and an API server, *never* stands in for either.
@NullMarked
package io.synapsemesh.e2e.stores;

import org.jspecify.annotations.NullMarked;
