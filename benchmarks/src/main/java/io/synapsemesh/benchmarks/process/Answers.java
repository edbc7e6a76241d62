package io.synapsemesh.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The other end of [ChildProcess]: answers each line of stdin with one of stdout, until stdin ends.
public final class Answers {
    /// Stands before each answer: whatever else is printed there is no answer.
    static final String MARK = "answer: ";

    private Answers() {}

    /// What a child does with one command.
    @FunctionalInterface
    public interface Command {
        /// @return one line
        String answer(String[] words) throws Exception;
    }

    public static void serve(String greeting, Command command) throws IOException {
        PrintStream out = System.out;
        out.println(MARK + greeting);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(MARK + answer(command, line));
        }
        System.exit(0);
    }

    private static String answer(Command command, String line) {
        try {
            return command.answer(line.split(" ", -1));
        } catch (Exception e) {
            e.printStackTrace();
            return "failed: " + line + ": " + e;
        }
    }
}
