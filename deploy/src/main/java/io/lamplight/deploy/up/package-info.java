/** `lamplight up`: Cassandra, the schema and N nodes as child processes of one command. */
package io.lamplight.deploy.up;
