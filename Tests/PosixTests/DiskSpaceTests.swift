import Testing

@testable import Posix

@Suite("Room on a disk") struct DiskSpaceTests {
  @Test(
    "is not all to be taken",
    arguments: [
      (0, 0), (100 << 20, 50 << 20), (200 << 20, 136 << 20), (640 << 20, 576 << 20),
      (1000 << 30, 900 << 30),
    ] as [(UInt64, UInt64)])
  func spare(_ left: UInt64, _ spare: UInt64) {
    #expect(DiskSpace.spare(of: left) == spare)
  }

  @Test("is told of what is there alone") func missing() throws {
    let (left, spare) = (try #require(DiskSpace.left("/")), try #require(DiskSpace.spare("/")))
    #expect(spare < left)
    #expect(DiskSpace.spare("/no/such/folder") == nil)
  }
}
