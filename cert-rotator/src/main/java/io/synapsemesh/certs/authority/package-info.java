/// The embedded certificate authorities: mesh, control plane's door, client-facing. *Takes* leaf requests, *gives*
/// chains under three roots that vouch for different things, *never* signs what the profile or the declared hosts do
/// not allow, and never makes a new root where one was lost.
@NullMarked
package io.synapsemesh.certs.authority;

import org.jspecify.annotations.NullMarked;
