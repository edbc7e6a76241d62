/// What the project says of itself, held to its proofs. *Takes* `docs/claims.yaml`, the reports of the tests that ran
/// and
/// the committed figures, *gives* the claims that lack a proof and why, *never* runs a test.
@NullMarked
package io.synapsemesh.benchmarks.claims;

import org.jspecify.annotations.NullMarked;
