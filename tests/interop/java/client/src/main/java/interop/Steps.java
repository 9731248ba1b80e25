package interop;

import java.util.Objects;

/** Tries one thing after another and prints a line for each, which begins with "ok" or "failed"; nothing ends it. */
final class Steps {

    interface Step {
        void run() throws Exception;
    }

    void step(String sentence, Step step) {
        try {
            step.run();
            System.out.println("ok " + sentence);
        } catch (Exception | AssertionError problem) {
            problem.printStackTrace();
            System.out.println("failed " + sentence + ": " + problem.toString().replaceAll("\\s+", " "));
        }
    }

    static void expect(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected " + expected + ", not " + actual);
        }
    }

    static void expectIn(String text, String part) {
        if (!text.contains(part)) {
            throw new AssertionError("expected " + part + " in " + text);
        }
    }

    /** What the step throws, which has to be of this kind. */
    static <E extends Exception> E thrownBy(Step step, Class<E> kind) throws Exception {
        try {
            step.run();
        } catch (Exception thrown) {
            if (kind.isInstance(thrown)) {
                return kind.cast(thrown);
            }
            throw thrown;
        }
        throw new AssertionError("expected " + kind.getSimpleName() + ", and all went well");
    }
}
