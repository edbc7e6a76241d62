/// YAML 1.2 (core schema) into trees that know their positions. *Takes* bytes from anybody, *gives* trees and
/// diagnostics,
/// *never* makes a Java object a document names, follows an alias without counting, or throws on what it reads.
@NullMarked
package io.synapsemesh.documents.yaml;

import org.jspecify.annotations.NullMarked;
