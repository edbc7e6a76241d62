/// Golden directories: `src/test/golden/<stage>/<case>/in-*` in, the other files out. *Takes* a stage as a function,
/// *gives* one dynamic test a case, *never* passes over a file nobody reads or writes.
@NullMarked
package io.synapsemesh.core.golden;

import org.jspecify.annotations.NullMarked;
