package io.lamplight.deploy.support;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link TestCassandra} of this JVM: it starts with the first test that asks and ends after the last.
 * A test that kills its Cassandra starts its own instead.
 */
public final class CassandraExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCassandra.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(CassandraExtension.class))
                .computeIfAbsent(TestCassandra.class, key -> TestCassandra.start("shared"), TestCassandra.class);
    }
}
