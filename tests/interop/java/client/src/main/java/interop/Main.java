package interop;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Plays the official client against an emulator, one part after another.
 *
 * <p>Arguments: the emulator's url, its folder of certificates, our folder, the sender, and the parts to play.
 */
public final class Main {

    public static void main(String[] arguments) throws IOException {
        Official official = new Official(arguments[0], Path.of(arguments[1]), Path.of(arguments[2]), arguments[3]);
        Steps steps = new Steps();
        for (int index = 4; index < arguments.length; index++) {
            play(arguments[index], official, steps);
        }
    }

    private static void play(String part, Official official, Steps steps) throws IOException {
        switch (part) {
            case "sealing":
                new Sealing(official, steps).play();
                break;
            case "polling":
                new Polling(official, steps).play();
                break;
            case "contract":
                new Contract(official, steps).play();
                break;
            case "endings":
                new Endings(official, steps).play();
                break;
            case "refusals":
                new Refusals(official, steps).play();
                break;
            case "mishaps":
                new Mishaps(official, steps).play();
                break;
            case "direct":
                new Direct(official, steps).play();
                break;
            case "direct-polling":
                new DirectPolling(official, steps).play();
                break;
            case "strangers":
                new Strangers(official, steps).play();
                break;
            case "broker":
                new Broker(official, steps).play();
                break;
            default:
                throw new IllegalArgumentException(part);
        }
    }
}
