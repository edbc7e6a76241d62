/// The command line. *Takes* arguments, *gives* data on stdout, progress and errors on stderr and an exit code of
/// contracts.md, *never* ends the JVM itself (but for `main`) and never colours what is not a terminal.
@NullMarked
package io.synapsemesh.controlplane.cli;

import org.jspecify.annotations.NullMarked;
