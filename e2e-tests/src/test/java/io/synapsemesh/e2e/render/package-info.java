/// What `xds-server` renders, read and carried out by a real Envoy.
@NullMarked
package io.synapsemesh.e2e.render;

import org.jspecify.annotations.NullMarked;
