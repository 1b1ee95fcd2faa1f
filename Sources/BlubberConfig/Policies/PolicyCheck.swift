internal import Diagnostics
internal import OCI

/// One check of a rule.
struct PolicyCheck: Sendable {
    typealias Test = @Sendable (PolicyValue, String) -> Bool

    private let parameter: String
    private let test: Test

    init(_ text: String) throws(InvalidRule) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        // Separators of rules are written by their numbers in parameters.
        parameter = parts.count > 1 ? String(parts[1]).replacing("0x2C", with: ",").replacing("0x7C", with: "|") : ""
        if let test = Self.tests[name] {
            self.test = test
        } else if let test = Self.comparisons[name] ?? Self.textTests[name] {
            guard parts.count > 1 else {
                throw InvalidRule(reason: "the check `\(name)` needs a parameter", hint: "write `\(name)=VALUE`")
            }
            self.test = test
        } else {
            let known = Array(Self.tests.keys) + Self.comparisons.keys + Self.textTests.keys + ["omitempty", "dive"]
            throw InvalidRule(
                reason: "there is no check `\(name)`",
                hint: nearMatch(to: name, among: known.sorted()).map { "did you mean `\($0)`?" })
        }
        if ["len", "min", "max", "gt", "gte", "lt", "lte"].contains(name), Int(parameter) == nil {
            throw InvalidRule(reason: "the check `\(name)` needs a number, not `\(parameter)`", hint: nil)
        }
    }

    func holds(for value: PolicyValue) -> Bool { test(value, parameter) }

    /// Checks with a number or value to compare with.
    private static let comparisons: [String: Test] = [
        "eq": { $0.equals($1) }, "ne": { !$0.equals($1) },
        "len": { $0.size == Int($1) }, "min": { $0.size >= Int($1) ?? 0 }, "max": { $0.size <= Int($1) ?? 0 },
        "gt": { $0.size > Int($1) ?? 0 }, "gte": { $0.size >= Int($1) ?? 0 }, "lt": { $0.size < Int($1) ?? 0 },
        "lte": { $0.size <= Int($1) ?? 0 },
        "oneof": { value, parameter in parameter.split(separator: " ").contains { value.equals(String($0)) } },
    ]

    /// Checks of a text with a parameter.
    private static let textTests: [String: Test] = [
        "startswith": onText { $0.hasPrefix($1) }, "endswith": onText { $0.hasSuffix($1) },
        "startsnotwith": onText { !$0.hasPrefix($1) }, "endsnotwith": onText { !$0.hasSuffix($1) },
        "contains": onText { $0.contains($1) }, "excludes": onText { !$0.contains($1) },
        "containsany": onText { text, some in text.unicodeScalars.contains(where: some.unicodeScalars.contains) },
        "excludesall": onText { text, some in !text.unicodeScalars.contains(where: some.unicodeScalars.contains) },
    ]

    private static let tests: [String: Test] = [
        "required": { value, _ in !value.isEmpty }, "isdefault": { value, _ in value.isEmpty },
        "isfalse": { value, _ in value == .flag(false) }, "istrue": { value, _ in value == .flag(true) },
        "boolean": { value, _ in if case .flag = value { true } else { value.equals("true") || value.equals("false") }
        },
        "unique": { value, _ in value.isUnique },
        "alpha": onBytes { $0.isLetter }, "alphanum": onBytes { $0.isLetterOrDigit }, "number": onBytes { $0.isDigit },
        "numeric": { value, _ in value.isNumeric },
        "lowercase": onText { text, _ in text == text.lowercased() && !text.isEmpty },
        "uppercase": onText { text, _ in text == text.uppercased() && !text.isEmpty },
        "ascii": onText { text, _ in text.utf8.allSatisfy { $0 < 0x80 } },
        "hostname": onText { text, _ in isHostName(text) },
        "fqdn": onText { text, _ in
            isHostName(text.hasSuffix(".") ? String(text.dropLast()) : text) && text.contains(".")
        },
        "ip": onText { text, _ in isIPv4(text) || isIPv6(text) }, "ipv4": onText { text, _ in isIPv4(text) },
        "ipv6": onText { text, _ in isIPv6(text) },
        "url": onText { text, _ in isURI(text) && text.contains("://") }, "uri": onText { text, _ in isURI(text) },
        "httpurl": onText { text, _ in HTTPURL(text) != nil },
        "abspath": onText { text, _ in Names.isAbsolutePath(text) },
        "imageref": onText { text, _ in (try? ImageReference(text)) != nil },
        "envvars": { value, _ in
            guard case .map(let entries) = value else { return false }
            return entries.keys.allSatisfy(Names.isEnvironmentVariable)
        },
        "debianpackage": onText { text, _ in Names.isDebianPackage(text) },
        "debianrelease": onText { text, _ in Names.isDebianRelease(text) },
        "debiancomponent": onText { text, _ in Names.isDebianComponent(text) },
        "pypkgver": onText { text, _ in Names.isPythonConstraint(text) },
        "username": onText { text, _ in Names.isVariantOrUser(text) && text != "root" },
        "nodeenv": onText { text, _ in Names.isNodeEnvironment(text) },
        "currentversion": onText { text, _ in text == "v4" },
    ]

    private static func onText(_ test: @escaping @Sendable (String, String) -> Bool) -> Test {
        { value, parameter in if case .text(let text) = value { test(text, parameter) } else { false } }
    }

    private static func onBytes(_ test: @escaping @Sendable (UInt8) -> Bool) -> Test {
        onText { text, _ in !text.isEmpty && text.utf8.allSatisfy(test) }
    }
}

extension PolicyCheck {
    private static func isHostName(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
                    && label.utf8.last != UInt8(ascii: "-")
                    && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy {
                UInt8($0) != nil && $0.utf8.allSatisfy(\.isDigit) && ($0 == "0" || !$0.hasPrefix("0"))
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count) else { return false }
        let groups = halves.flatMap { $0.split(separator: ":", omittingEmptySubsequences: $0.isEmpty) }
        return groups.allSatisfy { (1...4).contains($0.utf8.count) && UInt16($0, radix: 16) != nil }
            && (halves.count == 2 ? groups.count < 8 : groups.count == 8)
    }

    private static func isURI(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let first = text.utf8.first, first.isLetter
        else { return false }
        return text.utf8[..<colon].allSatisfy { $0.isLetterOrDigit || "+.-".utf8.contains($0) }
            && text.utf8[colon...].count > 1 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

extension PolicyValue {
    /// Whether it is what `parameter` says; of lists and maps the length is compared.
    fileprivate func equals(_ parameter: String) -> Bool {
        switch self {
        case .flag(let flag): String(flag) == parameter
        case .text(let text): text == parameter
        case .number, .list, .map: Int(parameter) == size
        }
    }

    fileprivate var isUnique: Bool {
        switch self {
        case .list(let items): Set(items).count == items.count
        case .map(let entries): Set(entries.values).count == entries.count
        default: false
        }
    }

    fileprivate var isNumeric: Bool {
        switch self {
        case .number: true
        case .text(let text):
            text.utf8.contains { $0.isDigit } && text.utf8.allSatisfy { $0.isDigit || "+-.".utf8.contains($0) }
                && Double(text) != nil
        default: false
        }
    }
}
