import Glibc
import Secrets
import TestSupport
import Testing

@testable import Cycle

@Suite("What a lost host could open")
struct LostHostTests {
  private let secret = "stacks/web/web.secret.env"

  private func find(_ desk: SecretDesk, _ lost: SecretsCheck.Lost = .host("media")) throws
    -> LostHost
  {
    var check = SecretsCheck()
    check.folder = desk.clone
    return try check.find(lost)
  }

  private func state(_ desk: SecretDesk, _ path: String? = nil) throws -> LostHost.DataKey? {
    try find(desk).files.first { $0.file == path ?? secret }?.dataKey
  }

  /// Encrypts another plaintext with the same data key, or a new one.
  private func sealed(
    _ desk: SecretDesk, _ text: String? = nil, _ who: [Who]? = nil, renewing: Bool = false
  ) throws -> [String: Content?] {
    let path = "\(desk.clone)/\(secret)"
    let file = try SopsFile(Array(try #require(read(path)).utf8), as: .dotenv)
    let open = try file.open(with: [Who.laptopKey])
    if let text { try open.replace(by: Array(text.utf8)) }
    if renewing { open.renewKey() }
    if let who {
      try open.share(with: [try who.map { try $0.recipient }], threshold: 0)
    } else if renewing {
      try open.share(with: [try [Who.media, .laptop].map { try $0.recipient }], threshold: 0)
    }
    return [secret: .text(String(decoding: try open.encrypt(at: 1), as: UTF8.self))]
  }

  @Test("knows a data key until it is replaced, however the recipients and values change")
  func dataKey() throws {
    let desk = try SecretDesk()
    #expect(try state(desk) == .known)
    try desk.commit(try sealed(desk, nil, [.laptop]))
    #expect(try state(desk) == .known)
    // every value is another one, and still encrypted with the known key
    try desk.commit(try sealed(desk, "DB_PASSWORD=other\n"))
    try desk.commit(try sealed(desk, "DB_PASSWORD=other\nMORE=1\n"))
    try desk.commit(try sealed(desk, "MORE=1\n"))
    #expect(try state(desk) == .known)
    try desk.commit(try sealed(desk, nil, [.laptop], renewing: true))
    #expect(try state(desk) == .other)
    #expect(try find(desk).files.first { $0.file == secret }?.isOpen == false)
  }

  @Test("does not take new values and recipients at once for a new data key") func both() throws {
    let desk = try SecretDesk()
    try desk.commit(try sealed(desk, "DB_PASSWORD=other\n", [.laptop]))
    #expect(try state(desk) == .perhaps)
    try desk.commit(try sealed(desk, nil, [.laptop], renewing: true))
    #expect(try state(desk) == .other)
    let gap = try SecretDesk()
    try gap.commit([secret: .none])
    try gap.commit([secret: .sealed("DB_PASSWORD=x\n", [.laptop])])
    #expect(try state(gap) == .perhaps)
  }

  @Test("sees it in what is not committed, on another branch and under another name")
  func places() throws {
    let desk = try SecretDesk()
    try desk.put(try sealed(desk, nil, [.laptop], renewing: true))
    #expect(try state(desk) == .perhaps)
    try desk.git("checkout", "-q", "-b", "side")
    try desk.commit()
    try desk.git("checkout", "-q", "main")
    try desk.commit(try sealed(desk, nil, [.laptop]))
    try desk.git("merge", "-q", "-s", "ours", "side")
    #expect(try state(desk) == .known)
    try desk.git("mv", secret, "moved.secret.env")
    try desk.commit()
    #expect(try state(desk, "moved.secret.env") == .known)
    #expect(try find(desk).files.first { $0.file == secret }?.isGone == true)
  }

  @Test("covers every key that the host ever had") func keys() throws {
    let desk = try SecretDesk()
    let (old, new) = (AgeKey.host.recipient, AgeKey.foreign.recipient)
    let first = try desk.git("rev-parse", "HEAD").prefix(7)
    let second = try desk.commit([
      "host/media/age.pub": .text(new + "\n"), secret: .sealed("A=1\n", [.laptop]),
      "host/nas/age.pub": .none, "nas.secret.env": .sealed("A=1\n", [.nas]),
    ])
    let lost = try find(desk)
    let told = lost.keys.map { key -> [String] in
      let (since, until) = (key.since ?? "-", key.until ?? "-")
      return [key.recipient, String(since.prefix(7)), String(until.prefix(7))]
    }
    #expect(
      told.sorted { $0[0] < $1[0] }
        == [[old, String(first), second], [new, second, "-"]].sorted { $0[0] < $1[0] })
    #expect(lost.files.contains { $0.file == secret && !$0.isOpen })
    #expect(lost.files.contains { $0.file == "nas.secret.env" && $0.isOpen })
    #expect(lost.hosts == ["media"])
    try desk.commit(["host/media/age.pub": .none])
    #expect(try find(desk).keys.count == 2 && find(desk).hosts == [])
  }
}
