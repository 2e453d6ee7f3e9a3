package io.lamplight.pua;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of this module: to presence-cluster's api and body, and nowhere else. */
@AnalyzeClasses(packages = "io.lamplight", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String PRESENCE = "io.lamplight.presence";

    @ArchTest
    static final ArchRule usesOnlyApiAndBodyOfThePresenceCluster = noClasses()
            .that()
            .resideInAPackage("io.lamplight.pua..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    PRESENCE,
                    PRESENCE + ".spi..",
                    PRESENCE + ".packages..",
                    PRESENCE + ".entity..",
                    PRESENCE + ".admin..",
                    "io.lamplight.edge..",
                    "io.lamplight.deploy..",
                    "javax.sip..",
                    "gov.nist..")
            // Until the first presence user agent is written there is nothing to check.
            .allowEmptyShould(true);

    @ArchTest
    static void nothingOfThePresenceClusterPointsHere(JavaClasses classes) {
        assertThat(classes).isNotEmpty();
        noClasses()
                .that()
                .resideInAPackage(PRESENCE + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lamplight.pua..")
                .check(classes);
    }
}
