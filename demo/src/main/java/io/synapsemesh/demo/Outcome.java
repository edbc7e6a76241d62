package io.synapsemesh.demo;

/// What one step of the script came to.
///
/// @param got the expected word if, and only if, everything about the answer was as it should be
/// @param answer what the other side said
record Outcome(String got, String answer) {}
