package io.synapsemesh.identity.group;

/// Why nobody can say which groups somebody is in. The words are labels of metrics.
public enum WhyUnknown {
    /// The token does not say, and there is nobody to ask.
    NO_DIRECTORY("no_directory", false),
    /// The directory does not know this user or application.
    NO_PRINCIPAL("no_principal", false),
    /// No credential for the directory could be had.
    NO_CREDENTIAL("no_credential", true),
    /// The directory did not accept the credential, or its permissions do not reach.
    NOT_PERMITTED("not_permitted", false),
    /// The directory asked to be left alone for a while.
    THROTTLED("throttled", true),
    /// No whole answer within the time a decision has.
    SLOW("slow", true),
    /// No connection, or one that broke.
    UNREACHABLE("unreachable", true),
    /// The directory says that it is out of order.
    BROKEN("broken", true),
    /// The directory would not take the question.
    REFUSED("refused", false),
    /// An answer that cannot be believed: another's, another shape, or leading elsewhere.
    WRONG_ANSWER("wrong_answer", false),
    /// A written limit was reached: pages, bytes.
    TOO_MUCH("too_much", false),
    /// Not asked now, because the directory failed or asked for rest.
    HELD("held", true),
    /// Not asked now, because too many questions are open.
    BUSY("busy", true);

    private final String word;
    private final boolean isTransient;

    WhyUnknown(String word, boolean isTransient) {
        this.word = word;
        this.isTransient = isTransient;
    }

    public String word() {
        return word;
    }

    /// Whether asking again soon may help.
    public boolean isTransient() {
        return isTransient;
    }
}
