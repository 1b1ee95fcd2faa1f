/// The candidate that a person most likely meant by `text`, or `nil` where none is near.
///
/// Near is a restricted Damerau–Levenshtein distance (one insertion, deletion, replacement or swap of neighbours
/// counts 1) of at most a third of the longer text, without regard to ASCII case. Of equally near candidates the first wins.
public func nearMatch(to text: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(text.lowercased().unicodeScalars)
    guard wanted.count <= 64 else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let other = Array(candidate.lowercased().unicodeScalars)
        let limit = max(1, max(wanted.count, other.count) / 3)
        guard other.count <= 64, abs(other.count - wanted.count) <= limit else { continue }
        let distance = editDistance(wanted, other)
        if distance <= limit, distance < max(wanted.count, other.count), distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.candidate
}

private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let replacement = previous[column] + (left[row] == right[column] ? 0 : 1)
            var cost = min(previous[column + 1] + 1, current[column] + 1, replacement)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
