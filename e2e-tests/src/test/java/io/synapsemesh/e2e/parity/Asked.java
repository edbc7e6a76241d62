package io.synapsemesh.e2e.parity;

/// A question and what the gateway made of it.
record Asked(Question question, Answer answer) {
    @Override
    public String toString() {
        return question + "\n  got: " + answer;
    }
}
