package io.synapsemesh.identity.jwks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static String body(String answer) throws IOException {
        return new String(
                HttpAnswer.body(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)), 10),
                StandardCharsets.US_ASCII);
    }

    @Test
    void readsTheThreeFramings() throws IOException {
        assertThat(body(OK + "Content-Length: 3\r\n\r\nabcdef")).isEqualTo("abc");
        assertThat(body(OK + "\r\nabc")).isEqualTo("abc");
        assertThat(body(OK + "transfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
                .isEqualTo("abcde");
        assertThat(body("HTTP/1.0 200\nA: b\n\nabc")).isEqualTo("abc");
    }

    @Test
    void refusesEverythingElse() {
        for (String answer : List.of(
                "",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 301 Moved\r\nLocation: https://169.254.169.254/\r\n\r\n",
                "HTTP/1.1 307 x\r\n\r\n",
                "HTTP/1.1 204 No\r\n\r\n",
                "HTTP/1.1 404 No\r\n\r\n{}",
                "HTTP/1.1 500 No\r\n\r\n{}",
                "HTTP/1.1 100 Continue\r\n\r\n" + OK + "\r\nabc",
                OK,
                OK + "no colon\r\n\r\n",
                OK + "a: b\r\n".repeat(101) + "\r\n",
                OK + "a: " + "b".repeat(9000) + "\r\n\r\n",
                OK + "Content-Length: 11\r\n\r\n",
                OK + "Content-Length: 99999999999\r\n\r\n",
                OK + "Content-Length: -1\r\n\r\n",
                OK + "Content-Length: 5\r\n\r\nabc",
                OK + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                OK + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                OK + "Transfer-Encoding: gzip\r\n\r\nabc",
                OK + "Transfer-Encoding: chunked\r\n\r\nb\r\n" + "a".repeat(11) + "\r\n0\r\n\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n7\r\naaaaaaa\r\n7\r\naaaaaaa\r\n0\r\n\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nab",
                OK + "Transfer-Encoding: chunked\r\n\r\nx\r\n",
                OK + "Content-Encoding: gzip\r\n\r\nabc",
                OK + "\r\nabcdefghijk")) {
            assertThatThrownBy(() -> body(answer)).as(answer).isInstanceOf(FetchFailed.class);
        }
    }
}
