/// Where documents come from. *Takes* a directory of YAML and what was last good, *gives* [SourceUpdate]s to one
/// consumer, one at a time, *never* follows a reference and never lets a bad file take a good document down.
@NullMarked
package io.synapsemesh.controlplane.source;

import org.jspecify.annotations.NullMarked;
