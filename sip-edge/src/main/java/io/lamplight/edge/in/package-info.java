/** Server side: requests are checked, asked of the presentity, and answered. */
package io.lamplight.edge.in;
