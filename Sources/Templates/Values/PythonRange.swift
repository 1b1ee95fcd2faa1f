/// The numbers from `start` on, `step` apart, before `stop`: what Python's `range` returns.
public struct PythonRange: Sendable, Hashable {
    let start: Int
    let stop: Int
    let step: Int

    /// - Throws: `TemplateProblem` for a step of zero, and for more numbers than any template needs.
    init(_ start: Int, _ stop: Int, step: Int) throws(TemplateProblem) {
        guard step != 0 else { throw TemplateProblem("the step of `range` is not zero") }
        (self.start, self.stop, self.step) = (start, stop, step)
        guard length <= 100_000 else { throw TemplateProblem("`range` has more than 100000 elements") }
    }

    private var length: UInt {
        guard step > 0 ? start < stop : stop < start else { return 0 }
        let distance = step > 0 ? UInt(bitPattern: stop &- start) : UInt(bitPattern: start &- stop)
        return (distance - 1) / step.magnitude + 1
    }

    var count: Int { Int(length) }

    var elements: [TemplateValue] { (0..<count).map { .integer(start &+ $0 &* step) } }

    /// As Python's `repr()` writes it.
    var literal: String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }

    /// Ranges are equal where their numbers are.
    func isEqual(to other: PythonRange) -> Bool {
        count == other.count && (count == 0 || start == other.start) && (count <= 1 || step == other.step)
    }

    /// The numbers at the indices from `first` on, `stride` apart, before `last`.
    func slice(from first: Int, to last: Int, by stride: Int) throws(TemplateProblem) -> PythonRange {
        func number(at index: Int) throws(TemplateProblem) -> Int {
            let (distance, isTooFar) = index.multipliedReportingOverflow(by: step)
            let (number, overflows) = start.addingReportingOverflow(distance)
            guard !isTooFar, !overflows else { throw TemplateProblem("the number is too large") }
            return number
        }
        let (width, overflows) = step.multipliedReportingOverflow(by: stride)
        guard !overflows else { throw TemplateProblem("the number is too large") }
        return try PythonRange(number(at: first), number(at: last), step: width)
    }
}
