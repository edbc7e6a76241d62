/// The wiring: one constructor call for each part, in the order they depend on each other. *Takes* settings, *gives* a
/// running control plane, *never* holds a rule of policy.
@NullMarked
package io.synapsemesh.controlplane;

import org.jspecify.annotations.NullMarked;
