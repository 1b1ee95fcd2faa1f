/// A shell program that removes from copied folders what patterns leave out.
enum FilterProgram {
    /// The beginning of a program of several parts.
    static let start = "set -e"

    /// The part that moves what `pattern` matches below `tree` to `target-NUMBER/NAME`, with a number for each match.
    static func gathering(_ pattern: PathPattern, ofDepth depth: Int, in tree: String, to target: String) -> String {
        let expression = DockerfileText.singleQuoted("^\(tree)/(\(pattern.regularExpression))$")
        return """
            find \(tree) -mindepth \(depth) -maxdepth \(depth) -print0 | { grep -zE \(expression) || [ $? -eq 1 ]; } |
            LC_ALL=C sort -z | xargs -0r sh -c '
            for path; do number=$((number + 1)); mkdir "\(target)-$$-$number"; mv "$path" "\(target)-$$-$number/" || exit 1
            done' sh
            """
    }

    /// The part that removes, for folders and files at `root/FOLDER/NAME`.
    ///
    /// It needs `find`, `grep`, `sort` and `xargs`, which Debian's smallest installation and busybox have. Of a path that
    /// several patterns match, the last one decides.
    static func text(_ patterns: PathPatterns, below root: String) -> String {
        let steps = patterns.patterns.map { pattern in
            // The patterns match folders, and what holds for a folder holds for all below it.
            let expression = DockerfileText.singleQuoted("^\\./(\(pattern.regularExpression))(/.*)?$")
            return pattern.isException
                ? "grep -zvE \(expression) /out >/rest || [ $? -eq 1 ]; mv /rest /out"
                : "grep -zE \(expression) /all >>/out || [ $? -eq 1 ]"
        }
        return """
            for folder in \(root)/*/* \(root)/*/.[!.]*; do
            [ -d "$folder" ] && [ ! -L "$folder" ] || continue
            cd "$folder"
            find . -mindepth 1 -print0 >/all
            : >/out
            \(steps.joined(separator: "\n"))
            LC_ALL=C sort -zru /out | xargs -0r sh -c '
            for path; do
            if [ -d "$path" ] && [ ! -L "$path" ]; then rmdir "$path" 2>/dev/null || :; else rm -f "$path"; fi
            done' sh
            done
            """
    }
}
