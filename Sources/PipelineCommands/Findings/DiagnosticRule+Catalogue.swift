internal import Diagnostics

extension DiagnosticRule {
    /// Every code that a finding can have, in the order of `docs/diagnostics.md`.
    static let catalogue: [DiagnosticRule] =
        file + yaml + common + blubber + ignore + policy + pipeline + watch + runner + template + tree

    private static let file = [
        DiagnosticRule("file.unreadable", "The file cannot be read."),
        DiagnosticRule("file.no-configuration", "The repository has no configuration."),
    ]

    private static let yaml = [
        DiagnosticRule("yaml.syntax", "The text is not YAML."),
        DiagnosticRule("yaml.encoding", "The file is not UTF-8 text."),
        DiagnosticRule("yaml.unknown-alias", "An alias refers to no anchor before it."),
        DiagnosticRule("yaml.bad-merge", "The merge key `<<` stands before something that is no map."),
        DiagnosticRule("yaml.bad-key", "A key is not a text."),
        DiagnosticRule("yaml.too-large", "The file is larger than any configuration."),
        DiagnosticRule("yaml.too-many-values", "The document expands to more values than any configuration has."),
        DiagnosticRule("yaml.too-deep", "Collections are nested deeper than in any configuration."),
        DiagnosticRule("yaml.too-many-findings", "Further findings of the file are not listed.", severity: .warning),
        DiagnosticRule("yaml.repeated-key", "A key is given twice; the last one counts.", severity: .warning),
        DiagnosticRule("yaml.no-such-key", "A key that is to be changed is not there."),
        DiagnosticRule("yaml.not-editable", "A value cannot be changed by itself."),
        DiagnosticRule("yaml.more-documents", "Only the first document of a file is read.", severity: .warning),
    ]

    /// The codes that every kind of file has.
    private static let common = ["blubber", "pipeline", "base", "watch", "policy", "runner"].flatMap { kind in
        [
            DiagnosticRule("\(kind).unknown-key", "The key does not exist here."),
            DiagnosticRule("\(kind).wrong-type", "Another kind of value is wanted."),
            DiagnosticRule(
                "\(kind).unquoted-text", "A number or boolean stands where text is meant; it is taken as written.",
                severity: .warning),
            DiagnosticRule("\(kind).empty", "Something that must hold something is empty."),
            DiagnosticRule("\(kind).missing", "Something required is missing."),
            DiagnosticRule("\(kind).missing-key", "A required key is missing."),
            DiagnosticRule("\(kind).missing-name", "A required name is missing."),
            DiagnosticRule("\(kind).invalid", "The value breaks the rule that the message states."),
            DiagnosticRule("\(kind).invalid-value", "The value breaks the rule that the message states."),
            DiagnosticRule("\(kind).invalid-name", "The name breaks the rule that the message states."),
            DiagnosticRule("\(kind).too-many-findings", "Further findings of the file are not listed."),
        ]
    }

    private static let blubber = [
        DiagnosticRule("blubber.no-version", "`version` is missing."),
        DiagnosticRule("blubber.version", "`version` is not `v4`."),
        DiagnosticRule("blubber.old-version", "The file is of a version before v4."),
        DiagnosticRule("blubber.old-field", "A field of a file before v4 has to be changed."),
        DiagnosticRule("blubber.too-many-variants", "The file has more variants than any configuration."),
        DiagnosticRule("blubber.no-such-variant", "A variant is asked for that the file does not have."),
        DiagnosticRule("blubber.unknown-variant", "A variant is named that the file does not have."),
        DiagnosticRule(
            "blubber.image-like-variant", "A name that is nearly a variant's is taken as an image.", severity: .warning),
        DiagnosticRule("blubber.include-cycle", "Variants include each other."),
        DiagnosticRule("blubber.copy-cycle", "Variants need files of each other."),
        DiagnosticRule("blubber.conflict", "Two fields exclude each other."),
        DiagnosticRule("blubber.builder-entry", "An entry of `builders` must hold exactly one builder."),
        DiagnosticRule("blubber.repeated-builder", "A builder that may stand once only is repeated."),
        DiagnosticRule("blubber.repeated-entry", "A list holds the same entry twice."),
        DiagnosticRule("blubber.mixed-copies", "`copies` holds names and objects."),
        DiagnosticRule("blubber.multiline-value", "The Dockerfile dialect cannot express a value of several lines."),
        DiagnosticRule("blubber.unclosed-variable", "A `${` is not closed."),
        DiagnosticRule("blubber.unsupported-path", "The Dockerfile dialect cannot express the path."),
        DiagnosticRule("blubber.no-exclude", "The Dockerfile dialect cannot express `exclude`."),
        DiagnosticRule("blubber.unknown-variable", "The Dockerfile dialect cannot fill in the variable."),
        DiagnosticRule("blubber.too-long", "The text is longer than the Dockerfile dialect can express."),
        DiagnosticRule("blubber.invalid-pattern", "An entry of `exclude` is not a pattern."),
        DiagnosticRule("blubber.key-case", "A key is written in other letter case.", severity: .warning),
        DiagnosticRule("blubber.no-effect", "The value changes nothing.", severity: .warning),
    ]

    private static let ignore = [
        DiagnosticRule("ignore.invalid", "A line of an ignore file is not a pattern.")
    ]

    private static let policy = [
        DiagnosticRule("policy.violation", "The policy forbids the value."),
        DiagnosticRule("policy.invalid-rule", "A rule of the policy cannot be applied."),
    ]

    private static let pipeline = [
        DiagnosticRule("pipeline.bad-expression", "A `${…}` expression is malformed."),
        DiagnosticRule("pipeline.expression", "An expression cannot be evaluated in the run as it stands."),
        DiagnosticRule("pipeline.unbound-loop-name", "A `$yield` reads a name that its `$each` does not give."),
        DiagnosticRule("pipeline.unreadable-stage", "An expression names a stage that does not come before this one."),
        DiagnosticRule("pipeline.cycle", "Stages wait for each other."),
        DiagnosticRule("pipeline.unknown-stage", "`execution` mentions a stage that does not exist."),
        DiagnosticRule("pipeline.unreached-stage", "`execution` does not mention a stage."),
        DiagnosticRule("pipeline.too-many-stages", "A pipeline has more stages than any configuration."),
        DiagnosticRule("pipeline.repeated-stage", "A stage is there twice."),
        DiagnosticRule("pipeline.reserved-name", "The name of a stage is reserved."),
        DiagnosticRule("pipeline.path-escapes", "A path leaves the repository."),
        DiagnosticRule("pipeline.foreign-context", "A build's context is an address that cannot be used like this."),
        DiagnosticRule("pipeline.not-allowed", "A stage does what the event's list of actions does not allow."),
        DiagnosticRule("pipeline.no-folder", "A folder that is named is not in the repository."),
        DiagnosticRule("pipeline.no-image", "A stage uses an image, but neither builds nor names one."),
        DiagnosticRule("pipeline.no-container", "A stage copies out of a container, but neither runs nor names one."),
        DiagnosticRule("pipeline.no-blubber-file", "The Blubber file of a build does not exist."),
        DiagnosticRule("pipeline.no-credential", "A step names a credential that the project may not use."),
        DiagnosticRule("pipeline.credential-binding", "The variables of a credential are not those of its kind."),
        DiagnosticRule("pipeline.reserved-variable", "The variable cannot hold a secret."),
        DiagnosticRule("pipeline.no-trigger", "A step names what the run configuration does not let it start."),
        DiagnosticRule("pipeline.trigger", "What a step wants to start cannot be started."),
        DiagnosticRule("pipeline.no-effect", "The value changes nothing.", severity: .warning),
        DiagnosticRule(
            "pipeline.dotted-name", "Other stages cannot read a stage with a dot in its name.", severity: .warning),
        DiagnosticRule("pipeline.empty-step", "An empty step counts as not there.", severity: .warning),
        DiagnosticRule("pipeline.idle-stage", "A stage does nothing.", severity: .warning),
        DiagnosticRule("pipeline.repeated-tag", "Two stages publish one name and tag.", severity: .warning),
    ]

    private static let watch = [
        DiagnosticRule("watch.repeated-name", "Two repositories have one name."),
        DiagnosticRule("watch.repeated-value", "A list holds the same value twice.", severity: .warning),
        DiagnosticRule("watch.refused-url", "The address names a program to be run, or holds a password."),
        DiagnosticRule("watch.unknown-reference", "A name refers to nothing in the file."),
        DiagnosticRule("watch.open-hooks", "Hooks can be reached from elsewhere without a secret.", severity: .warning),
        DiagnosticRule("watch.no-effect", "The value changes nothing.", severity: .warning),
    ]

    private static let runner = [
        DiagnosticRule("runner.not-for-repositories", "A repository's own file may not decide this."),
        DiagnosticRule("runner.inline-secret", "A secret stands where the place of a secret is meant."),
        DiagnosticRule("runner.unknown-reference", "A name refers to nothing in the file."),
        DiagnosticRule("runner.refused-url", "The address names a program to be run, or holds a password."),
        DiagnosticRule("runner.plain-password", "A password is sent where others can read it.", severity: .warning),
    ]

    private static let template = [
        DiagnosticRule("template.syntax", "The template cannot be read."),
        DiagnosticRule("template.undefined", "A name or attribute without a value is used."),
        DiagnosticRule("template.unknown-filter", "There is no filter of that name."),
        DiagnosticRule("template.unknown-test", "There is no test of that name."),
        DiagnosticRule("template.evaluation", "An operation does not allow its values."),
        DiagnosticRule("template.include", "There is no such template, or it is out of bounds."),
        DiagnosticRule("template.endless", "Loops, includes or output have no end."),
    ]

    private static let tree = [
        DiagnosticRule("changelog.no-heading", "The first entry does not say how the image is called."),
        DiagnosticRule("changelog.version", "The first entry's version is no image tag."),
        DiagnosticRule("changelog.conflict", "Two versions of the changelog are not merged yet."),
        DiagnosticRule("changelog.line", "A line is not in the usual form.", severity: .warning),
        DiagnosticRule("control.dependency", "A dependency is more than a name."),
        DiagnosticRule("tree.empty", "The folder holds no image."),
        DiagnosticRule("tree.unreadable", "A file of the tree cannot be read."),
        DiagnosticRule("tree.name", "An image's name is none."),
        DiagnosticRule("tree.repeated-name", "Two images have one name."),
        DiagnosticRule("tree.cycle", "Images need each other."),
        DiagnosticRule("tree.wrong-type", "A key of the configuration has another kind of value."),
        DiagnosticRule("tree.invalid-value", "A key of the configuration has a value that it cannot have."),
        DiagnosticRule(
            "tree.incomplete", "A folder has only one of two files that belong together.", severity: .warning),
        DiagnosticRule("tree.unknown-key", "A key is nearly a known one.", severity: .warning),
        DiagnosticRule("tree.repeated-base", "Two tags of one base are listed.", severity: .warning),
        DiagnosticRule(
            "tree.undeclared-dependency", "A template uses an image that `control` does not name.",
            severity: .warning),
        DiagnosticRule("tree.unused-dependency", "A dependency is not used.", severity: .warning),
        DiagnosticRule("tree.unknown-dependency", "A dependency is not in the tree.", severity: .warning),
        DiagnosticRule("tree.other-version", "A template uses another version than the tree has.", severity: .warning),
        DiagnosticRule("tree.user", "A user has no number in the configuration.", severity: .warning),
        DiagnosticRule("update.no-image", "The tree has no image of that name."),
        DiagnosticRule("update.version", "The version cannot be raised, is not newer, or is no tag."),
        DiagnosticRule("update.write", "A changelog cannot be written."),
        DiagnosticRule("import.context", "A link leads where a build here sees nothing."),
        DiagnosticRule("import.update-id", "A regular expression of docker-pkg is plain text here."),
        DiagnosticRule("import.encoding", "docker-pkg refuses a changelog that is not UTF-8.", severity: .warning),
        DiagnosticRule("import.test", "A test needs more of docker than its stand-in knows.", severity: .warning),
    ]
}
