import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of OpenSearch, with settings "name=value" from the command line, until its input ends. */
public class Node {
    public static void main(final String[] args) throws Exception {
        final OpenSearchRunner runner = new OpenSearchRunner();
        runner.setMaxHttpPort(-1); // else it looks for a port below 9300 by itself
        runner.onBuild((number, settings) -> {
            for (int at = 1; at < args.length; at++) {
                final String[] pair = args[at].split("=", 2);
                settings.put(pair[0], pair[1]);
            }
        });
        try {
            runner.build("-basePath", args[0], "-numOfNode", "1", "-moduleTypes",
                    "org.opensearch.transport.Netty4ModulePlugin"); // whitespace and BM25 are in the core
        } catch (final Throwable failure) { // the runner's own main says nothing
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        while (System.in.read() >= 0) {
        }
        Runtime.getRuntime().halt(0); // the tests have ended, or were ended
    }
}
