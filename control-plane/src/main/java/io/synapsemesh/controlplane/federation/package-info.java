/// Federation with other trust domains over the network (SPIFFE Federation). *Takes* the bundle endpoints that
/// documents name and our own bundle, *gives* what those endpoints say, proven by their profile, a port where others
/// fetch ours, and what those who prove themselves there say that they hold, *never* follows a redirect, shows a
/// secret or believes a bundle by itself.
@NullMarked
package io.synapsemesh.controlplane.federation;

import org.jspecify.annotations.NullMarked;
