/// Node tokens: what a bare Envoy proves itself with. *Takes* a MeshProxy's identity, *gives* a signed token for at
/// most a day, and for a presented token either the identity or the reason why not; *never* believes a token it did
/// not write down when it was made.
@NullMarked
package io.synapsemesh.controlplane.node;

import org.jspecify.annotations.NullMarked;
