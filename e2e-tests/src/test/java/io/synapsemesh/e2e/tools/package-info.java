/// The scripts a newcomer meets first. *Takes* a copy of them in a folder with a space in its name and a machine whose
/// commands are fakes, *gives* what they say and how they end, *never* installs or builds anything.
@NullMarked
package io.synapsemesh.e2e.tools;

import org.jspecify.annotations.NullMarked;
