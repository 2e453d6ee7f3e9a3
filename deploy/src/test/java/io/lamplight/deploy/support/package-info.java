/** What tests with real processes stand on: free ports, a real Cassandra, real nodes, the real command. */
package io.lamplight.deploy.support;
