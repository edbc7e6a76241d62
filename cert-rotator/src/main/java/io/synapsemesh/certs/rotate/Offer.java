package io.synapsemesh.certs.rotate;

/// What somebody who gives leaves has at this moment, beside the one that is held.
sealed interface Offer {
    /// The held one: nothing is to be done before its renewal point.
    record Same() implements Offer {}

    /// Another one, on a plan of its own.
    record Other() implements Offer {}

    /// Nothing can be had, and the held one will not be replaced while that lasts.
    record Away(String reason) implements Offer {}
}
