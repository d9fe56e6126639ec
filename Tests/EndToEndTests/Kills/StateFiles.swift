import FoundationEssentials
import TestSupport

/// What the files of the state folder say, in lines.
enum StateFiles {
  static func lines(_ host: Host) throws -> [String] {
    let record: RecordFile? = try file("record.json", host)
    let settled: SettledFile? = try file("settled.json", host)
    let stacks: StacksFile? = try file("stacks.json", host)
    let names = try must(["ls", "\(host.state)/receipts"]).split(separator: "\n").map(String.init)
    let accepted = try subject(record?.accepted, host)
    return [
      "record: accepted \(accepted), found \(record?.found ?? [])",
      "settled: \(try subject(settled?.commit, host)), held back \(settled?.heldBack ?? [])",
    ] + (try (stacks?.stacks ?? [:]).map { try line($0.key, $0.value, host) })
      + (try names.map { try receipt($0, host) })
  }

  /// The images that are on record, by id.
  static func images(_ host: Host) throws -> Set<String> {
    let stacks: StacksFile? = try file("stacks.json", host)
    return Set((stacks?.stacks ?? [:]).values.flatMap(\.images.keys))
  }

  private static func line(_ stack: String, _ record: Record, _ host: Host) throws -> String {
    func version(_ version: Version?) throws -> String {
      guard let version else { return "none" }
      let folder = try EndState.folder(stack, version.commit, host)
      return
        "\(folder) \(version.deployment.prefix(12)) \(version.images.sorted { $0.key < $1.key })"
    }
    let heldBack = try record.heldBack.map { held in
      "\(try subject(held.attempt.commit, host)) \(held.notRolledBack)"
    }
    return """
      record of \(stack): applied \(try version(record.applied)), \
      verified \(try version(record.verified)), held back \(heldBack ?? "none"), \
      failing \(record.failing?.reason ?? "no"), owes hook \(record.owesPostDeploy), \
      data \(record.data.sorted { $0.key < $1.key })
      """
  }

  private static func receipt(_ name: String, _ host: Host) throws -> String {
    guard let file: ReceiptFile = try file("receipts/\(name)", host) else { return "\(name): none" }
    let receipt = file.receipt
    let services = receipt.services.sorted { $0.key < $1.key }.map { name, service in
      "\(name) \(service.image) \(service.imageID ?? "") \(service.configHash?.prefix(12) ?? "") "
        + (service.isIdle == true ? "idle" : "")
    }
    return "receipt of \(file.stack): \(try EndState.folder(file.stack, receipt.commit, host)) "
      + "\(receipt.digests.deployment.prefix(12)) \(services) \(receipt.postponed) "
      + (receipt.attempt == nil ? "" : "begun")
  }

  private static func subject(_ commit: String?, _ host: Host) throws -> String {
    guard let commit else { return "none" }
    return try must(["git", "-C", host.checkout, "log", "-1", "--format=%s", commit])
  }

  private static func file<Value: Decodable>(_ name: String, _ host: Host) throws -> Value? {
    guard let text = read("\(host.state)/\(name)") else { return nil }
    return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  private struct RecordFile: Decodable {
    let found: [String]
    let accepted: String?
  }

  private struct SettledFile: Decodable {
    let commit: String
    let heldBack: [String]
  }

  private struct StacksFile: Decodable { let stacks: [String: Record] }

  private struct Record: Decodable {
    let applied: Version?
    let verified: Version?
    let heldBack: HeldBack?
    let failing: Failing?
    let owesPostDeploy: Bool
    let images: [String: [String]]
    let data: [String: String]
  }

  private struct Version: Decodable {
    let commit: String
    let deployment: String
    let images: [String: String]
  }

  private struct HeldBack: Decodable {
    struct Attempt: Decodable {
      let commit: String
      let deployment: String
    }
    let attempt: Attempt
    let notRolledBack: [String]
  }

  private struct Failing: Decodable { let reason: String }

  private struct ReceiptFile: Decodable {
    let stack: String
    let receipt: Receipt
  }

  private struct Receipt: Decodable {
    struct Digests: Decodable { let deployment: String }
    struct Service: Decodable {
      let image: String
      let imageID: String?
      let configHash: String?
      let isIdle: Bool?
    }
    struct Attempt: Decodable { let deployment: String }
    let commit: String
    let digests: Digests
    let services: [String: Service]
    let postponed: [String]
    let attempt: Attempt?
  }
}
