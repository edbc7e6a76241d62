/// The names of all metrics, in one place.
@NullMarked
package io.synapsemesh.core.metric;

import org.jspecify.annotations.NullMarked;
