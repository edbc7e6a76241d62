/// One conformance suite for every issuer. *Takes* a row (an issuer and a peer that can be told to misbehave), *gives*
/// one
/// test a case, *never* leaves a case out without a reason that is counted and published.
@NullMarked
package io.synapsemesh.certs.issuer;

import org.jspecify.annotations.NullMarked;
