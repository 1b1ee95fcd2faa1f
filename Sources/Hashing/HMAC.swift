/// The message authentication code of RFC 2104 over SHA-256, of bytes that come in pieces.
public struct HMAC: Sendable {
    private var inner = SHA256()
    private var outer = SHA256()

    /// The code of nothing, with a key of any length.
    public init(key: some Collection<UInt8>) {
        var block = Array(key)
        if block.count > SHA256.blockSize {
            var hash = SHA256()
            hash.update(block)
            block = hash.finish()
        }
        block += [UInt8](repeating: 0, count: SHA256.blockSize - block.count)
        inner.update(block.map { $0 ^ 0x36 })
        outer.update(block.map { $0 ^ 0x5C })
    }

    /// The code of `message` as 64 lower-case hexadecimal digits.
    public static func hex(of message: some Sequence<UInt8>, key: some Collection<UInt8>) -> String {
        var code = HMAC(key: key)
        code.update(message)
        return code.finish().hexadecimal
    }

    /// Takes the next bytes of the message.
    public mutating func update(_ bytes: some Sequence<UInt8>) { inner.update(bytes) }

    /// The code, 32 bytes.
    public consuming func finish() -> [UInt8] {
        outer.update(inner.finish())
        return outer.finish()
    }
}
