package io.synapsemesh.certs.store.keyvault;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreHttp;
import io.synapsemesh.core.diagnostic.Code;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What Azure's SDK throws, as a code. An error is the vault's own only with its error object
/// (`{"error":{"code":...}}`).
public final class VaultAnswers {
    private static final Pattern ERROR_CODE =
            Pattern.compile("\"error\"\\s*:\\s*\\{[^{}]{0,400}?\"code\"\\s*:\\s*\"([A-Za-z]{1,80})\"");

    private VaultAnswers() {}

    /// @throws StoreFailed for whatever the SDK throws
    public static <T> T call(String what, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (StoreFailed e) {
            throw e;
        } catch (HttpResponseException e) {
            throw failed(what, e);
        } catch (RuntimeException e) {
            throw StoreHttp.failed(what, e);
        }
    }

    /// The code of the vault's error object; empty if it is not the vault that speaks.
    static String errorCode(HttpResponseException e) {
        if (e.getResponse() == null) {
            return "";
        }
        String body = e.getResponse().getBodyAsString().block();
        var found = ERROR_CODE.matcher(body == null ? "" : body);
        return found.find() ? found.group(1) : "";
    }

    private static StoreFailed failed(String what, HttpResponseException e) {
        int status = e.getResponse() == null ? 0 : e.getResponse().getStatusCode();
        Code code;
        if (e instanceof ClientAuthenticationException || status == 401 || status == 403) {
            code = Code.SYN0822;
        } else if (status == 429 || status >= 500) {
            code = Code.SYN0821;
        } else if (status == 0) {
            return StoreHttp.failed(what, e);
        } else {
            code = Code.SYN0825;
        }
        return new StoreFailed(code, what + " (" + status + ": " + IssuedChain.quoted(errorCode(e)) + ")", e);
    }
}
