/// Figures beside their references. *Takes* the compiled control plane and the references, *gives*
/// `build/figures/*.json`,
/// *never* decides pass or fail by a time measured once.
@NullMarked
package io.synapsemesh.benchmarks;

import org.jspecify.annotations.NullMarked;
