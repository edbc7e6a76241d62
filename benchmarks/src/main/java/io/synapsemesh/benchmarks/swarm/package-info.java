/// Proxies without the proxy: delta ADS clients that acknowledge whatever comes. *Takes* a port, *gives* counts of
/// resources and bytes, *never* looks inside a resource.
@NullMarked
package io.synapsemesh.benchmarks.swarm;

import org.jspecify.annotations.NullMarked;
