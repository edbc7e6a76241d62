/// Policy: the model, its compiled form and the decision. *Takes* a resolved model, *gives* PolicyIr and decisions,
/// *never* reads a clock, a file or the network.
@NullMarked
package io.synapsemesh.core.policy;

import org.jspecify.annotations.NullMarked;
