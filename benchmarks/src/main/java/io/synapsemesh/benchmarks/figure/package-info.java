/// What was measured, beside what it was measured against. *Takes* numbers, *gives* `build/figures/<area>.json`,
/// *never* writes a figure without its reference.
@NullMarked
package io.synapsemesh.benchmarks.figure;

import org.jspecify.annotations.NullMarked;
