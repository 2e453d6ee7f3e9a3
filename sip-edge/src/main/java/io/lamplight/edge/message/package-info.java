/** SIP text to values and back. The grammar of addresses and URIs is JAIN-SIP's; nothing of JAIN leaves this package. */
package io.lamplight.edge.message;
