/// HTTPS as the fakes need it: one call in, one reply out, and a bounded record of every call.
///
/// *Takes* a [io.synapsemesh.simulator.http.Site]. *Gives* an HTTP/1.1 keep-alive server on virtual threads.
/// *Never does*: interpret a path; the raw request target is what a test wants to see.
@NullMarked
package io.synapsemesh.simulator.http;

import org.jspecify.annotations.NullMarked;
