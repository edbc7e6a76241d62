/// Real Envoy, Kubernetes and step-ca for tests. *Takes* a bootstrap or nothing, *gives* a running server, or Envoy's
/// verdict on a configuration, *never* skips a test because something is missing: it fails and names the command that
/// helps.
@NullMarked
package io.synapsemesh.e2e.harness;

import org.jspecify.annotations.NullMarked;
