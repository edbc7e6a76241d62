/// step-ca as a reference. *Takes* how many certificates, *gives* what they cost its process, *never* counts the callers'
/// part.
@NullMarked
package io.synapsemesh.benchmarks.stepca;

import org.jspecify.annotations.NullMarked;
