import Cycle
import Glibc
import TestSupport
import Testing

@testable import Setup

@Suite("the folder of the configuration") struct PrivatePlaceTests {
  private static let isRoot = geteuid() == 0

  private let folder: Folder
  private let place: PrivatePlace

  init() throws {
    folder = try Folder("place")
    place = PrivatePlace(configuration: folder["etc/converge.yaml"])
  }

  @Test("is made for its owner alone, once")
  func made() throws {
    #expect(try place.make())
    #expect(metadata(place.path)?.mode == 0o700)
    #expect(try !place.make())
  }

  @Test("gets files for its owner alone, whatever the mask")
  func files() throws {
    _ = try place.make()
    try place.write(Array("x".utf8), to: "token")
    #expect(metadata(place.full("token"))?.mode == 0o600)
    #expect(try place.read("token") == Array("x".utf8))
    #expect(try place.read("none") == nil)
  }

  @Test(
    "is refused where others may look at it",
    .enabled(if: isRoot, "needs root, who is to own it"),
    arguments: [
      ("token", 0o644, "chmod 0600"), ("token", 0o700, "chmod 0600"), ("token", 0o660, "0660"),
      ("sub", 0o755, "chmod 00700"), ("", 0o750, "chmod 00700"), ("", 0o2700, "chmod 00700"),
    ] as [(String, mode_t, String)])
  func looser(_ name: String, _ mode: mode_t, _ words: String) throws {
    _ = try place.make()
    try place.write([], to: "token")
    mkdir(place.full("sub"), 0o700)
    chmod(name.isEmpty ? place.path : place.full(name), mode)
    let failure = caught { () throws(Failure) in _ = try place.make() }
    #expect(failure?.exitCode == 78)
    let path = name.isEmpty ? place.path : place.full(name)
    #expect(failure?.problems.count == 1)
    #expect(failure?.problems[0].message.contains(words) == true)
    #expect(failure?.problems[0].message.contains(path) == true)
  }

  @Test(
    "is refused where a certificate's key lies open beside it",
    .enabled(if: isRoot, "needs root, who is to own it"))
  func openKey() throws {
    _ = try place.make()
    let marks = ["-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----"]
    try place.write(Array(marks.joined(separator: "\n").utf8), to: "ca.pem")
    chmod(place.full("ca.pem"), 0o644)
    #expect(caught { () throws(Failure) in _ = try place.make() }?.exitCode == 78)
  }

  @Test("is one init's at a time") func locked() throws {
    _ = try place.make()
    let lock = try place.lock()
    #expect(caught { () throws(Failure) in _ = try place.lock() }?.exitCode == 75)
    _ = consume lock
    // a child that another test starts has a copy of it, until it becomes its program
    #expect(eventually { caught { () throws(Failure) in _ = try place.lock() } == nil })
  }

  @Test(
    "may hold what is stricter, and public certificates",
    .enabled(if: isRoot, "needs root, who is to own it"))
  func stricter() throws {
    _ = try place.make()
    for (name, mode) in [("token", 0o400), ("ca.pem", 0o644), ("corporate.crt", 0o644)] {
      try place.write(Array("-----BEGIN CERTIFICATE-----\n".utf8), to: name)
      chmod(place.full(name), mode_t(mode))
    }
    mkdir(place.full("sub"), 0o500)
    symlink("/etc/hostname", place.full("link"))
    #expect(try !place.make())
  }
}

/// What a call throws.
func caught<E: Error>(_ body: () throws(E) -> Void) -> E? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
