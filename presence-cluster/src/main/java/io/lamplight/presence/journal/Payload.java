package io.lamplight.presence.journal;

import java.nio.ByteBuffer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/** An event or a snapshot as bytes, with what it takes to read them. */
record Payload(int serializer, String manifest, ByteBuffer bytes) {

    /** Throws what the serializer throws, NotSerializableException too, which Scala does not declare. */
    static Payload of(ActorSystem system, Object value) {
        Serialization serialization = SerializationExtension.get(system);
        Serializer serializer = serialization.findSerializerFor(value);
        byte[] bytes = serialization.serialize(value).get();
        return new Payload(serializer.identifier(), Serializers.manifestFor(serializer, value), ByteBuffer.wrap(bytes));
    }

    /** Throws what the serializer throws. */
    Object value(ActorSystem system) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return SerializationExtension.get(system)
                .deserialize(copy, serializer, manifest)
                .get();
    }

    int size() {
        return bytes.remaining();
    }
}
