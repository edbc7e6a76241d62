/// How each document stands. *Takes* facts of compile, proxies and certificates, *gives* conditions of contracts.md and
/// keeps them as files, *never* writes a file that would say the same.
@NullMarked
package io.synapsemesh.controlplane.status;

import org.jspecify.annotations.NullMarked;
