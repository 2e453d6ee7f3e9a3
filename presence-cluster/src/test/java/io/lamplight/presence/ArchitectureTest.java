package io.lamplight.presence;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The arrows of this module. Each package may use only those above it: body, api, spi, packages, entity, keeper, admin, root. The
 * journal stands apart: configuration alone connects it.
 * Think twice before changing this file: a wrong arrow is easier to draw than to take away.
 */
@AnalyzeClasses(packages = "io.lamplight", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.lamplight.presence";
    private static final String JOURNAL = ROOT + ".journal..";

    @ArchTest
    static final ArchRule knowsNoSipStackAndNoOtherModule = noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "javax.sip..", "gov.nist..", "io.lamplight.edge..", "io.lamplight.pua..", "io.lamplight.deploy..");

    @ArchTest
    static final ArchRule bodyUsesNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(ROOT + ".body..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".api..",
                    ROOT + ".spi..",
                    ROOT + ".packages..",
                    ROOT + ".entity..",
                    ROOT + ".admin..",
                    "org.apache.pekko..");

    @ArchTest
    static final ArchRule apiUsesNothingBelow = noClasses()
            .that()
            .resideInAPackage(ROOT + ".api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".spi..", ROOT + ".packages..", ROOT + ".entity..", ROOT + ".admin..");

    @ArchTest
    static final ArchRule spiUsesNothingBelowAndNoActors = noClasses()
            .that()
            .resideInAPackage(ROOT + ".spi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT, ROOT + ".packages..", ROOT + ".entity..", ROOT + ".admin..", "org.apache.pekko..");

    @ArchTest
    static final ArchRule packagesUseOnlyBodyAndSpi = noClasses()
            .that()
            .resideInAPackage(ROOT + ".packages..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".entity..", ROOT + ".admin..", "org.apache.pekko..");

    @ArchTest
    static final ArchRule packagesDoNotKnowEachOther =
            slices().matching(ROOT + ".packages.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule theEntityKnowsNoPackageAndNoWireFormat = noClasses()
            .that()
            .resideInAPackage(ROOT + ".entity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".packages..", ROOT + ".body..", ROOT + ".admin..");

    @ArchTest
    static final ArchRule nothingButTheRootKnowsTheKeeper = noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackages(ROOT, ROOT + ".keeper..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".keeper..");

    @ArchTest
    static final ArchRule theKeeperKnowsNoPackageAndNoWireFormat = noClasses()
            .that()
            .resideInAPackage(ROOT + ".keeper..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".spi..",
                    ROOT + ".packages..",
                    ROOT + ".body..",
                    ROOT + ".admin..",
                    ROOT + ".journal..");

    @ArchTest
    static final ArchRule adminUsesOnlyApiAndSpi = noClasses()
            .that()
            .resideInAPackage(ROOT + ".admin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".packages..", ROOT + ".entity..", ROOT + ".body..");

    @ArchTest
    static final ArchRule theJournalUsesNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(JOURNAL)
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.lamplight..").and(DescribedPredicate.not(resideInAPackage(JOURNAL))));

    @ArchTest
    static final ArchRule nothingOfOursUsesTheJournal = noClasses()
            .that()
            .resideOutsideOfPackage(JOURNAL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JOURNAL);

    @Test
    void theEntityNamesNoEventPackage() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/lamplight/presence/entity"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .doesNotContain("\"presence\"", "\"dialog\"", "dialog-info", "pidf"));
        }
    }
}
