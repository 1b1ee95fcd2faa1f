internal import OCI

/// The message authentication code of RFC 2104 with SHA-256.
enum HMAC {
    /// The code of `message` as 64 lower-case hexadecimal digits.
    static func sha256(_ message: some Sequence<UInt8>, key: some Collection<UInt8>) -> String {
        var block = key.count > 64 ? bytes(SHA256.hex(of: key)) : Array(key)
        block += Array(repeating: 0, count: 64 - block.count)
        let inner = bytes(SHA256.hex(of: block.map { $0 ^ 0x36 } + Array(message)))
        return SHA256.hex(of: block.map { $0 ^ 0x5C } + inner)
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
