/// step-ca as a reference. *Takes* how many certificates, *gives* what they cost its process, *never* counts what the
/// callers cost.
@NullMarked
package io.synapsemesh.benchmarks.stepca;

import org.jspecify.annotations.NullMarked;
