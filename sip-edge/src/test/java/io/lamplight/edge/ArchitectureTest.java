package io.lamplight.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the design, as far as they begin here. */
@AnalyzeClasses(packages = "io.lamplight", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_MESSAGE_KNOWS_THE_SIP_STACK = noClasses()
            .that()
            .resideOutsideOfPackage("io.lamplight.edge.message")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.sip..", "gov.nist..");

    @ArchTest
    static final ArchRule ONLY_TRANSPORT_KNOWS_NETTY = noClasses()
            .that()
            .resideInAPackage("io.lamplight.edge..")
            .and()
            .resideOutsideOfPackage("io.lamplight.edge.transport")
            .and()
            .doNotHaveSimpleName("Sockets")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule THE_EDGE_SEES_API_AND_SPI_ONLY = noClasses()
            .that()
            .resideInAPackage("io.lamplight.edge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.lamplight.presence",
                    "io.lamplight.presence.body..",
                    "io.lamplight.presence.packages..",
                    "io.lamplight.presence.entity..",
                    "io.lamplight.presence.journal..",
                    "io.lamplight.presence.admin..",
                    "io.lamplight.pua..");

    @ArchTest
    static final ArchRule NOTHING_IN_THE_CLUSTER_SEES_THE_EDGE = noClasses()
            .that()
            .resideInAnyPackage("io.lamplight.presence..", "io.lamplight.pua..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lamplight.edge..");

    @ArchTest
    static final ArchRule SERVER_AND_CLIENT_SIDE_MEET_ONLY_AT_THE_ROOT = noClasses()
            .that()
            .resideInAPackage("io.lamplight.edge.in..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lamplight.edge.out..");

    @ArchTest
    static final ArchRule TEXT_KNOWS_NO_HANDLERS = noClasses()
            .that()
            .resideInAnyPackage("io.lamplight.edge.message..", "io.lamplight.edge.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lamplight.edge.in..", "io.lamplight.edge.out..");
}
