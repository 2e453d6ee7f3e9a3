/** Stand-ins for all that is not the edge. */
package io.lamplight.edge.testkit;
