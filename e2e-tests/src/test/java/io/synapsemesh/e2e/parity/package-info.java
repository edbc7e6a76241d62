/// Parity: what the gateway does is what core decides (rules.md A, "Where it is decided"). *Takes* seeded worlds of
/// documents through the real chain to a real Envoy, and generated requests; *gives* every difference between Envoy's
/// answer and core's decision; *never* asks the code that renders what it expects.
@NullMarked
package io.synapsemesh.e2e.parity;

import org.jspecify.annotations.NullMarked;
