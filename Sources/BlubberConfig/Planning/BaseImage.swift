public import Diagnostics
public import OCI

/// An image that a plan takes from outside, and where the configuration first says so.
public struct BaseImage: Sendable, Hashable {
    /// The image, as written.
    public let reference: ImageReference
    /// Where it is named.
    public let location: SourceLocation

    package init(_ reference: ImageReference, at location: SourceLocation) {
        self.reference = reference
        self.location = location
    }
}
