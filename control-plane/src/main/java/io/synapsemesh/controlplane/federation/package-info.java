/// Federation with other trust domains over the network (SPIFFE Federation). *Takes* the bundle endpoints that
/// documents
/// name and our own bundle, *gives* what those endpoints say, proven by their profile, and a port where others fetch
/// ours,
/// *never* follows a redirect, sends a credential or believes a bundle by itself.
@NullMarked
package io.synapsemesh.controlplane.federation;

import org.jspecify.annotations.NullMarked;
