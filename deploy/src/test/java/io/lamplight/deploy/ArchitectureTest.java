package io.lamplight.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Think twice before moving one of these lines; CONTRIBUTING.md says what they are for. */
@AnalyzeClasses(packages = "io.lamplight", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule nothingDependsOnDeploy = noClasses()
            .that()
            .resideOutsideOfPackage("io.lamplight.deploy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lamplight.deploy..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule aNodeDoesNotKnowWhoStartedIt = noClasses()
            .that()
            .resideInAPackage("io.lamplight.deploy")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lamplight.deploy.up..");

    @ArchTest
    static final ArchRule theCommandRunsNoNode = noClasses()
            .that()
            .resideInAPackage("io.lamplight.deploy.up..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "io.lamplight.presence..", "io.lamplight.edge..");

    @ArchTest
    static final ArchRule deployKnowsNoSipStack = noClasses()
            .that()
            .resideInAPackage("io.lamplight.deploy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.sip..", "gov.nist..");

    @ArchTest
    static final ArchRule whatRunsInCassandrasJvmNeedsTheJdkAlone = noClasses()
            .that()
            .haveSimpleName("CassandraMain")
            .or()
            .haveSimpleName("ParentWatch")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "io.lamplight.deploy..");
}
