import Model
import Posix
import Secrets
import TestSupport
import Testing

@testable import Cycle

@Suite("The layers of an earlier version, outside the checkout")
struct LayerFolderTests {
  let state: TestSupport.Folder
  let layers: LayerFolder
  let web: StackName

  init() throws {
    state = try TestSupport.Folder("state")
    layers = LayerFolder(state: state.path)
    web = try name("web")
  }

  private func write(_ files: [String: String], of stack: StackName? = nil) throws {
    try layers.write(files.mapValues { Array($0.utf8) }, of: stack ?? web)
  }

  private func list() throws -> [String] {
    try must(["find", state.path, "-mindepth", "1", "-printf", "%y %m %P\n"]).split(separator: "\n")
      .map(String.init).sorted()
  }

  @Test("are written for root alone, and are these and no others")
  func life() throws {
    try write(["global/a.env": "A=1", "host/media/.decrypted.b.secret.env": "B=1", "x.env": ""])
    let folders = ["d 700 layers", "d 700 layers/web", "d 700 layers/web/global"]
    #expect(
      try list() == folders + [
        "d 700 layers/web/host", "d 700 layers/web/host/media", "f 600 layers/web/global/a.env",
        "f 600 layers/web/host/media/.decrypted.b.secret.env", "f 600 layers/web/x.env",
      ])
    #expect(layers.path(of: web) == state["layers/web"])
    #expect(read(state["layers/web/global/a.env"]) == "A=1")
    try write(["global/c.env": "C=1"])
    #expect(try list() == folders + ["f 600 layers/web/global/c.env"])
    try write([:])
    #expect(try list() == ["d 700 layers"])
  }

  @Test("are written only where they differ, by a new file")
  func equal() throws {
    try write(["a": "1", "b": "1", "c": "1", "d": "1"])
    let inodes = { (name: String) in metadata(state["layers/web/\(name)"])?.inode }
    let before = ["a", "b", "c", "d"].map(inodes)
    try TestSupport.write("2", to: state["layers/web/c"])
    try must(["chmod", "644", state["layers/web/d"]])
    try write(["a": "1", "b": "2", "c": "1", "d": "1"])
    let after = ["a", "b", "c", "d"].map(inodes)
    #expect(after[0] == before[0])
    for index in 1...3 { #expect(after[index] != before[index]) }
    #expect(["a", "b", "c", "d"].map { read(state["layers/web/\($0)"]) } == ["1", "2", "1", "1"])
    #expect(metadata(state["layers/web/d"])?.mode == 0o600)
  }

  @Test("take the place of whatever stands there, and follow no link")
  func obstacles() throws {
    let outside = try TestSupport.Folder("outside")
    try TestSupport.write("outside", to: outside["a"])
    try TestSupport.write("x", to: state["layers/web/global"])
    try TestSupport.write("x", to: state["layers/web/b/c"])
    try must(["ln", "-s", outside.path, state["layers/web/host"]])
    try must(["ln", "-s", outside["a"], state["layers/web/link"]])
    try must(["ln", "-s", outside["a"], state["layers/web/old"]])
    try write(["global/a": "1", "b": "1", "host/a": "1", "link": "1"])
    #expect(try list().filter { $0.hasPrefix("f ") }.count == 4)
    #expect(try list().filter { $0.hasPrefix("l ") }.isEmpty)
    #expect(read(outside["a"]) == "outside")
  }

  @Test("are completed by the next call where one was killed, leftovers included")
  func killed() throws {
    try write(["a/x": "1", "b": "1"])
    let leftover = "layers/web/a/" + Posix.Folder.temporaryName(for: "x")
    try TestSupport.write("ha", to: state[leftover])
    try TestSupport.write("2", to: state["layers/web/a/x"])
    try write(["a/x": "2", "b": "2"])
    #expect(
      try list().filter { $0.hasPrefix("f ") } == [
        "f 600 layers/web/a/x", "f 600 layers/web/b",
      ])
    #expect(read(state["layers/web/a/x"]) == "2")
  }

  @Test("go with their stack, and with all that are not wanted any more")
  func removal() throws {
    for stack in ["web", "db", "app"] { try write(["a": "1"], of: name(stack)) }
    try TestSupport.write("x", to: state["layers/.converge-new-old/a"])
    try layers.remove(name("db"))
    try layers.remove(name("db"))
    try layers.removeAll(except: [web])
    #expect(
      try list() == ["d 700 layers", "d 700 layers/web", "f 600 layers/web/a"])
    try layers.removeAll(except: [])
    #expect(try list() == ["d 700 layers"])
    try LayerFolder(state: state["nothing"]).removeAll(except: [])
  }

  @Test("are what the commit has of a stack's files outside its folder, through links")
  func files() throws {
    let desk = try Desk()
    let shell = """
      mkdir -p global host/media; cd global; ln -s ../shared/a.env a.env; ln -s x dangling.env
      cd ../host/media; ln -s ../../shared own; ln -s own/a.env b.env
      """
    let commit = try desk.commit(["shared/a.env": "A=1", "stacks/web/c.env": "C=1"], shell: shell)
    let secret = SecretFile(path: "global/x.secret.env", blob: "1")
    let other = SecretFile(path: "global/y.secret.env", blob: "2")
    let paths = ["global/a.env", "global/dangling.env", "host/media/b.env", "stacks/web/c.env"]
    let stack = Stack(
      name: web, composeFiles: [],
      environment: paths.map(EnvironmentFile.plain) + [.secret(secret), .secret(other)])
    let found = try LayerFolder.files(
      of: stack.withLayers(beside: nil), desk.repository, commit.tree,
      plaintexts: [secret: [1], other: [2]])
    #expect(
      found.mapValues { String(decoding: $0, as: UTF8.self) } == [
        "global/a.env": "A=1", "host/media/b.env": "A=1",
        "global/.decrypted.x.secret.env": "\u{1}", "global/.decrypted.y.secret.env": "\u{2}",
      ])
  }

  @Test("tell a masker the secrets among them")
  func masker() throws {
    try write(["global/.decrypted.a.secret.env": "A=opensesame\n", "b.env": "B=plainvalue\n"])
    var masker = Masker()
    layers.tell(&masker)
    #expect(masker.mask("opensesame plainvalue") == "*** plainvalue")
  }
}
