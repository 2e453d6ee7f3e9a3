/** The SIP edge: keeps transactions and connections, and nothing else. SIP requests become records here, records NOTIFYs. */
package io.lamplight.edge;
