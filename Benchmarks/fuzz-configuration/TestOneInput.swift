import FuzzTarget

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    // The first time may have been spent on something else of the process.
    if Exercise.run(bytes) > Exercise.bound, Exercise.run(bytes) > Exercise.bound {
        fatalError("an input of \(count) bytes takes longer than \(Exercise.bound)")
    }
    return 0
}
