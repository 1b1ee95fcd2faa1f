/// The names that Python's objects have beside what they hold: `m.items` without a call is not the key `items`.
enum PythonAttributes {
    /// Whether values of the kind that Python calls `kind` have an attribute `name` of Python's own.
    static func has(_ name: String, kind: String) -> Bool {
        name.hasPrefix("__") || names[kind]?.contains(name) == true
    }

    private static let names: [String: Set<String>] = [
        "str": text, "Markup": text.union(["escape", "striptags", "unescape"]),
        "list": [
            "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort",
        ], "tuple": ["count", "index"],
        "dict": [
            "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values",
        ], "int": whole, "bool": whole,
        "float": ["as_integer_ratio", "conjugate", "fromhex", "hex", "imag", "is_integer", "real"],
        "range": ["count", "index", "start", "step", "stop"], "dict_keys": ["isdisjoint", "mapping"],
        "dict_values": ["mapping"], "dict_items": ["isdisjoint", "mapping"], "loop": ["changed", "cycle"],
        "iterator": [
            "close", "gi_code", "gi_frame", "gi_running", "gi_suspended", "gi_yieldfrom", "send", "throw",
        ],
    ]

    private static let whole: Set<String> = [
        "as_integer_ratio", "bit_count", "bit_length", "conjugate", "denominator", "from_bytes", "imag", "numerator",
        "real", "to_bytes",
    ]

    private static let text: Set<String> = [
        "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format", "format_map",
        "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
        "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "maketrans", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip",
        "split", "splitlines", "startswith", "strip", "swapcase", "title", "translate", "upper", "zfill",
    ]
}
