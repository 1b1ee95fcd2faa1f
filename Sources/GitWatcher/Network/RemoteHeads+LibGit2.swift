import Clibgit2

extension RemoteHeads {
    /// Copies a list of libgit2's, in which the target of an annotated tag follows as `NAME^{}`.
    init(listed: UnsafeBufferPointer<UnsafePointer<git_remote_head>?>) {
        var references: [RemoteReference] = []
        var head: String?
        for case let item? in listed {
            guard let name = item.pointee.name else { continue }
            if Self.hasPrefix(name, "refs/") {
                let text = String(cString: name)
                let id = ObjectID(item.pointee.oid)
                if text.hasSuffix("^{}") {
                    guard let tag = references.last, text.utf8.count == tag.name.utf8.count + 3,
                        text.hasPrefix(tag.name)
                    else { continue }
                    references[references.count - 1] = RemoteReference(name: tag.name, target: tag.target, peeled: id)
                } else {
                    references.append(RemoteReference(name: text, target: id))
                }
            } else if let target = item.pointee.symref_target, Self.hasPrefix(name, "HEAD") {
                head = String(cString: target)
            }
        }
        self.init(references: references, head: head)
    }

    private static func hasPrefix(_ name: UnsafePointer<CChar>, _ prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { buffer in
            for (index, byte) in buffer.enumerated() where UInt8(bitPattern: name[index]) != byte { return false }
            return true
        }
    }
}
