/// What Envoy and Nginx themselves accept of certificates, asked anew on every run. *Takes* real binaries and leaves
/// of our own making, *gives* the tables of `docs/acceptance.md`, *never* takes their word from documentation.
@NullMarked
package io.synapsemesh.e2e.acceptance;

import org.jspecify.annotations.NullMarked;
