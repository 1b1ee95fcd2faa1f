/// A processor architecture by Debian's name for it.
public enum DebianArchitecture: String, Sendable, Hashable, CaseIterable {
    case amd64, arm64, armel, armhf, i386, mips64el, ppc64el, riscv64, s390x

    /// The architecture that this program was compiled for.
    public static var host: DebianArchitecture {
        #if arch(x86_64)
            .amd64
        #elseif arch(arm64)
            .arm64
        #elseif arch(arm)
            .armhf
        #elseif arch(i386)
            .i386
        #elseif arch(powerpc64le)
            .ppc64el
        #elseif arch(riscv64)
            .riscv64
        #elseif arch(s390x)
            .s390x
        #endif
    }

    /// The name that image configurations use, which is Go's `GOARCH`.
    public var imageArchitecture: String {
        switch self {
        case .amd64, .arm64, .riscv64, .s390x: rawValue
        case .armel, .armhf: "arm"
        case .i386: "386"
        case .mips64el: "mips64le"
        case .ppc64el: "ppc64le"
        }
    }
}
