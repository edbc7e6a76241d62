/// The token that goes to Synapse. *Takes* a workspace's credential and the caller's verified mesh token, *gives* the
/// one
/// token that is needed, or a typed reason why there is none, *never* gives one caller's token to another, prints one,
/// or
/// lets a request through without.
@NullMarked
package io.synapsemesh.identity.exchange;

import org.jspecify.annotations.NullMarked;
