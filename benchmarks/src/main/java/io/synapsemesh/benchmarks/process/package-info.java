/// Child JVMs and what the operating system says of them. *Takes* a main class, *gives* lines, CPU time and memory,
/// *never* ends a process it did not start.
@NullMarked
package io.synapsemesh.benchmarks.process;

import org.jspecify.annotations.NullMarked;
