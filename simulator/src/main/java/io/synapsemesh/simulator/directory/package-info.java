/// Directories that are asked who is in which group: Microsoft Graph and Okta, over one model of who belongs where.
///
/// *Takes* users, applications, groups and changes to them while running. *Gives* the answers those services document,
/// right, slow, failing or lying on command. *Never does*: anything but read memberships; what the sources do not say
/// is listed in `docs/fakes.md`.
@NullMarked
package io.synapsemesh.simulator.directory;

import org.jspecify.annotations.NullMarked;
