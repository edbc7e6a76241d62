/// The rules that were tried on real Envoy, each as a test that fails when the rule is broken. *Takes* the whole
/// control
/// plane in this process, the simulator and real Envoys, *gives* a sentence for each rule, *never* looks at what was
/// rendered where it can look at what happens on the wire.
@NullMarked
package io.synapsemesh.e2e.rules;

import org.jspecify.annotations.NullMarked;
