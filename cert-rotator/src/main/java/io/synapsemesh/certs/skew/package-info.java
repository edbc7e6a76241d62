/// How far the clocks of proxies are from ours. *Takes* differences of two clocks as they come by, *gives* a median for
/// each proxy, *never* changes what is issued by itself.
@NullMarked
package io.synapsemesh.certs.skew;

import org.jspecify.annotations.NullMarked;
