package io.synapsemesh.certs.issuer;

/// What every issuer is put through, in the order of the published table. A case is a fault of the peer and what must
/// come of it; [IssuerConformance] says what.
public enum ConformanceCase {
    GOOD_CSR("good CSR", Fault.NONE),
    REFUSED_CSR("refused CSR", Fault.NONE),
    WRONG_CHAIN("wrong chain", Fault.WRONG_CHAIN),
    WRONG_KEY("wrong key", Fault.WRONG_KEY),
    EXPIRED("expired", Fault.EXPIRED),
    EMPTY_ANSWER("empty answer", Fault.EMPTY_ANSWER),
    HUGE_ANSWER("10 MB answer", Fault.HUGE_ANSWER),
    SLOW("slow", Fault.SLOW),
    STALLED("stalled half-way", Fault.STALLED),
    RATE_LIMITED("429", Fault.RATE_LIMITED),
    RATE_LIMITED_FOR_DAYS("429 for a day", Fault.RATE_LIMITED_FOR_DAYS),
    SERVER_ERROR("500", Fault.SERVER_ERROR),
    TLS_SWAPPED("TLS certificate swapped", Fault.TLS_SWAPPED),
    OUTAGE("outage and recovery", Fault.AWAY);

    private final String title;
    private final Fault fault;

    ConformanceCase(String title, Fault fault) {
        this.title = title;
        this.fault = fault;
    }

    /// As the table names it.
    public String title() {
        return title;
    }

    /// What the peer does meanwhile.
    public Fault fault() {
        return fault;
    }
}
