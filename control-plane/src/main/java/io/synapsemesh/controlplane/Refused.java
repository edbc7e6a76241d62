package io.synapsemesh.controlplane;

import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.core.diagnostic.Code;

/// The control plane cannot start as it was asked to. The message says what and where, `fix` what to do.
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String fix;

    Refused(Code code, String message, String fix) {
        super(message);
        this.code = code;
        this.fix = fix;
    }

    /// A store's own words: `code: what. Fix: what to do`.
    static Refused of(StoreFailed failed) {
        String text = String.valueOf(failed.getMessage());
        String code = failed.code() + ": ";
        String said = text.startsWith(code) ? text.substring(code.length()) : text;
        int fix = said.indexOf(" Fix: ");
        return new Refused(
                failed.code(),
                fix < 0 ? said : said.substring(0, fix),
                fix < 0
                        ? "Nothing was changed and nothing was made anew. See "
                                + failed.code().page() + "."
                        : said.substring(fix + " Fix: ".length()));
    }

    public Code code() {
        return code;
    }

    public String fix() {
        return fix;
    }
}
