/// The doors decisions are asked for at. *Takes* what Envoy and Nginx send about a request and which proxy proved to
/// have sent it, *gives* the desk's verdict in their words, *never* decides, and never believes a client's header.
@NullMarked
package io.synapsemesh.identity.serve;

import org.jspecify.annotations.NullMarked;
