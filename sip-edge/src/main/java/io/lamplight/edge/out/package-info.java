/** Client side: NOTIFYs and their transactions. */
package io.lamplight.edge.out;
