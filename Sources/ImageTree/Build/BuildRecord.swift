internal import Glibc
internal import Hashing
internal import PipelineCore

/// What a machine remembers of the images that it built: from which files, on which parents, and that their tests passed.
///
/// An engine knows an image by its name only. Without this, one whose test failed or was interrupted would count as built, and
/// so would one whose files have changed since.
public struct BuildRecord: Sendable {
    private let folder: String

    /// The record of one engine's images in `state`, the absolute path of the state folder.
    public init(in state: String, engine: String) { folder = "\(state)/trees/\(engine)" }

    /// An image whose test passed, if it had one.
    struct Entry: Hashable {
        let image: ImageID
        /// A digest of its Dockerfile and its folder.
        let source: String
        /// What those parents were that this machine had built, by label.
        let parents: [String: ImageID]
    }

    /// What is remembered of a label.
    enum Memory: Hashable {
        /// Nothing: it was built by something else.
        case nothing
        /// A build was begun, and neither it nor its test ended well.
        case unfinished
        /// It is whole.
        case finished(Entry)
    }

    /// Remembers that the image is being made, before anything is done: what is there under its name from now on need not be
    /// whole.
    func begin(_ label: String) throws(BaseFailure) { try write("", for: label) }

    /// Remembers that it is whole.
    func finish(_ label: String, _ entry: Entry) throws(BaseFailure) {
        let parents = entry.parents.sorted { $0.key < $1.key }.map { "parent \($0.value.hex) \($0.key)\n" }
        try write("image \(entry.image.hex)\nsource \(entry.source)\n" + parents.joined(), for: label)
    }

    func memory(of label: String) -> Memory {
        guard let text = try? Folder.read(path(of: label)) else {
            return TreeFile.exists(path(of: label)) ? .unfinished : .nothing
        }
        var image: ImageID?
        var source: String?
        var parents: [String: ImageID] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "image" where words.count == 2: image = ImageID(words[1])
            case "source" where words.count == 2: source = words[1]
            case "parent" where words.count == 3: parents[words[2]] = ImageID(words[1])
            default: break
            }
        }
        guard let image, let source else { return .unfinished }
        return .finished(Entry(image: image, source: source, parents: parents))
    }

    /// Forgets the labels that no image has any more, of those that nobody has touched since `moment`: other trees' builds may
    /// be under way.
    func sweep(before moment: UTCTime, isHeld: (String) -> Bool) {
        for name in Folder.names(in: folder) {
            guard let change = Folder.lastChange(of: "\(folder)/\(name)"), change < moment.seconds else { continue }
            let label = (try? Folder.read("\(folder)/\(name)"))?.split(separator: "\n").first { $0.hasPrefix("label ") }
            if let label, !isHeld(String(label.dropFirst(6))) { Folder.remove("\(folder)/\(name)") }
        }
    }

    private func path(of label: String) -> String { "\(folder)/\(SHA256.hex(of: label.utf8))" }

    private func write(_ text: String, for label: String) throws(BaseFailure) {
        try Folder.create(folder)
        let place = path(of: label)
        // Builds of one tree take turns, but there may be several checkouts of it.
        let draft = "\(place).\(getpid())"
        Folder.remove(draft)
        try Folder.write("label \(label)\n\(text)", to: draft)
        _ = try Folder.move(draft, to: place)
    }
}
