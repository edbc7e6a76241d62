/// What a certificate costs the server that signs it. *Takes* signing requests made before anything is measured, over
/// gRPC with mTLS, *gives* CPU for each certificate beside an empty call and bare signatures, *never* counts
/// handshakes.
@NullMarked
package io.synapsemesh.benchmarks.issuance;

import org.jspecify.annotations.NullMarked;
