/// JMH over the reading of mesh tokens. *Takes* tokens signed here, *gives* what a verification costs beside
/// Nimbus' own of the same token, and what a decision costs once a token is known, *never* measures a token it has
/// not seen verified.
@NullMarked
package io.synapsemesh.benchmarks.tokens;

import org.jspecify.annotations.NullMarked;
