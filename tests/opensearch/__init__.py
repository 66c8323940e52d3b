"""A real OpenSearch cluster on this machine, started from Maven Central's jars by the tests that need it."""
