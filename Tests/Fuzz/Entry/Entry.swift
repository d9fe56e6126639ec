import Glibc

// What libFuzzer calls (https://llvm.org/docs/LibFuzzer.html). `scripts/fuzz` builds and runs it.

private func variable(_ name: String) -> String {
  getenv(name).map { String(cString: $0) } ?? ""
}

/// The target that `CONVERGE_FUZZ_TARGET` names; without one, prints the names and ends.
private let chosen: FuzzTarget = {
  if let target = FuzzTarget.named(variable("CONVERGE_FUZZ_TARGET")) { return target }
  for target in FuzzTarget.all { print(target.name) }
  exit(0)
}()

/// With `CONVERGE_FUZZ_WORDS`, prints the target's words as libFuzzer's `-dict` takes them.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutablePointer<CInt>?, _: UnsafeMutableRawPointer?) -> CInt {
  guard !chosen.name.isEmpty, !variable("CONVERGE_FUZZ_WORDS").isEmpty else { return 0 }
  for word in chosen.words {
    let bytes = word.utf8.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
    }
    print("\"\(bytes.joined())\"")
  }
  exit(0)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  chosen.parse(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
