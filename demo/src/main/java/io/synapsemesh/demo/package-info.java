/// The main job on one machine.
@NullMarked
package io.synapsemesh.demo;

import org.jspecify.annotations.NullMarked;
