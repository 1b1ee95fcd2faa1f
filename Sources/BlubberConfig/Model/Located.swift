internal import Diagnostics

/// A value together with the place where the configuration gives it.
struct Located<Value: Sendable>: Sendable {
    let value: Value
    let location: SourceLocation
    /// How many Unicode scalars of the line belong to the value.
    let length: Int

    init(_ value: Value, at location: SourceLocation, length: Int = 1) {
        self.value = value
        self.location = location
        self.length = length
    }

    func map<Other>(_ transform: (Value) -> Other) -> Located<Other> {
        Located<Other>(transform(value), at: location, length: length)
    }
}

extension Optional {
    /// Takes over what a newer layer of the configuration gives.
    mutating func override(with newer: Wrapped?) {
        if let newer { self = newer }
    }
}
