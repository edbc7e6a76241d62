/// The systems that are compared, one process each, behind one line protocol. *Takes* commands on stdin, *gives* times
/// and memory, *never* differs between systems in transport, threads or flags.
@NullMarked
package io.synapsemesh.benchmarks.server;

import org.jspecify.annotations.NullMarked;
