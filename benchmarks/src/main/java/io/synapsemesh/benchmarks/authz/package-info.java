/// What a decision costs the control plane, whole: gRPC or HTTP over mTLS, a token it has seen before, the verdict and
/// its line in the log. *Takes* questions as Envoy and Nginx put them, *gives* CPU for each beside servers of the same
/// kind that always say yes, *never* counts handshakes or a refusal.
@NullMarked
package io.synapsemesh.benchmarks.authz;

import org.jspecify.annotations.NullMarked;
