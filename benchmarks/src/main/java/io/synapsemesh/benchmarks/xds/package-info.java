/// The xDS benches: systems in processes of their own, interleaved round by round. *Takes* how long to measure,
/// *gives* figures, *never* compares numbers of two runs.
@NullMarked
package io.synapsemesh.benchmarks.xds;

import org.jspecify.annotations.NullMarked;
