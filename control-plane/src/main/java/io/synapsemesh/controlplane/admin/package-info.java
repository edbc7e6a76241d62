/// The admin API on port 8088 and the health port 15014. *Takes* HTTP requests and readings of the mesh through its
/// ports, *gives* JSON of contracts.md, *never* trusts an address and never answers before it asked who is there.
@NullMarked
package io.synapsemesh.controlplane.admin;

import org.jspecify.annotations.NullMarked;
