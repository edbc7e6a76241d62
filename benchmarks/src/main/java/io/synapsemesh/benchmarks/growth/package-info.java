/// What one change costs in a small and in a large world. *Takes* a directory of documents, *gives* CPU from the
/// changed file to the published snapshot, *never* counts the look at all files that comes every few seconds as part
/// of a change.
@NullMarked
package io.synapsemesh.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
