/// A folder of Kubernetes Secrets. *Takes* sealed bytes, *gives* them back, *never* writes without the resource version
/// it replaces.
@NullMarked
package io.synapsemesh.certs.store.kubernetes;

import org.jspecify.annotations.NullMarked;
