/// Real Envoy for tests. *Takes* a bootstrap, *gives* a running Envoy in a container or as a process, or Envoy's
/// verdict
/// on a configuration, *never* skips a test because something is missing: it fails and names the command that helps.
@NullMarked
package io.synapsemesh.e2e.harness;

import org.jspecify.annotations.NullMarked;
