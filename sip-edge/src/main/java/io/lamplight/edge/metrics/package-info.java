/** What the edge counts. */
package io.lamplight.edge.metrics;
