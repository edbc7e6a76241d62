/// JMH over the pure core: what a decision costs. *Takes* the quickstart's documents, *gives* time and bytes an
/// operation beside a plain map look-up, *never* measures a verdict it has not checked.
@NullMarked
package io.synapsemesh.benchmarks.decide;

import org.jspecify.annotations.NullMarked;
