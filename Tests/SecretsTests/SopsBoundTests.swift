import Testing

@testable import Secrets

@Suite("encrypted files that are damaged, cut off, or made to hurt")
struct SopsBoundTests {
  private func text(_ name: String) throws -> String {
    String(decoding: try Files.read("\(Files.vectors)/\(name)"), as: UTF8.self)
  }

  private func error(
    _ text: String, _ format: SopsFormat = .dotenv, key: String = "a.txt"
  ) -> String {
    failure { _ = try Sops.decrypt(Array(text.utf8), as: format, with: try Keys.named(key)) }?
      .description ?? "no error"
  }

  /// The basic dotenv file without the lines that begin so, and with others at its end.
  private func changed(without prefix: String, adding lines: String = "") throws -> String {
    let kept = try text("dotenv/01-basic.enc.env").split(separator: "\n").filter {
      !$0.hasPrefix(prefix)
    }
    return kept.joined(separator: "\n") + "\n" + lines
  }

  @Test("a rule that takes too long is told with its line, without a key")
  func slowRule() throws {
    let lines = "sops_encrypted_regex=(a?){1000}b\n"
    let long = String(repeating: "a", count: 200_000)
    let file = "\(long)=\n" + (try changed(without: "sops_unencrypted_suffix", adding: lines))
    let found = failure { _ = try SopsFile(Array(file.utf8), as: .dotenv) }
    #expect(
      found?.description.hasPrefix("line 1: the rule encrypted_regex takes too long on the key aaa")
        == true)
    let other = failure {
      let rule = try SopsRule("encrypted_comment_regex", Array("a+b".utf8))
      _ = try rule.matches(Array("a secret".utf8), PatternWork(limit: 10))
    }
    #expect(other?.description.contains("takes too long on a comment:") == true)
  }

  @Test("a thousand recipients at most, told with the line")
  func recipients() throws {
    var lines = ""
    for number in 0..<1001 {
      let name = "sops_age__list_\(number)__map_"
      lines += "\(name)recipient=age1x\n\(name)enc=x\n"
    }
    let message = error(try changed(without: "sops_age", adding: lines))
    #expect(message.hasPrefix("line ") && message.hasSuffix("sops_age has more than 1000 entries"))
    for number in 1001..<20_000 { lines += "sops_age__list_\(number)__map_enc=x\n" }
    #expect(error(lines).hasPrefix("line 20001: more than 20000 lines of sops metadata"))
  }

  @Test("a hundred key groups at most, with a thousand recipients together")
  func groups() {
    let group = "    - age: [{recipient: age1x, enc: x}]\n"
    let head = "a: b\nsops:\n  key_groups:\n"
    let many = error(head + String(repeating: group, count: 101), .yaml)
    #expect(many == "line 104: sops.key_groups has more than 100 entries")
    let pair = Array(repeating: "{recipient: age1x, enc: x}", count: 20).joined(separator: ", ")
    let all = String(repeating: "    - age: [\(pair)]\n", count: 51)
    #expect(error(head + all, .yaml) == "line 54: more than 1000 recipients")
  }

  @Test("a thousand strangers make no long message")
  func strangers() throws {
    var lines = ""
    for number in 0..<1000 {
      let name = "sops_age__list_\(number)__map_"
      lines += "\(name)recipient=age1x\(number)\n\(name)enc=x\n"
    }
    let message = error(try changed(without: "sops_age", adding: lines))
    #expect(message.hasSuffix("age1x0, age1x1, age1x2, age1x3, age1x4, and 995 more"))
    #expect(message.contains("; and 997 more)"))
    #expect(message.utf8.count < 1000)
  }

  @Test("strangers of another kind are told in few words")
  func otherKinds() throws {
    let vector = try #require(SopsCase.all.first { $0.name == "32-pq-recipient" })
    let message = failure { _ = try vector.decrypted(with: [Identity.generate()]) }?.description
    #expect(message?.contains("(mlkem768x25519): not supported yet)") == true)
    #expect((message?.utf8.count ?? 0) < 500)
  }

  @Test("files above 48 MiB are refused before they are read")
  func size() {
    let found = failure {
      _ = try SopsFile([UInt8](repeating: 10, count: SopsFile.limit + 1), as: .yaml)
    }
    #expect(found?.description.hasPrefix("larger than 48 MiB") == true)
  }

  @Test(
    "a damaged entry is told with its line",
    arguments: [
      ("BEGIN AGE", "BEGXN AGE", "line 43: the data key for age1"),
      (
        "\"enc\": \"-----BEGIN AGE ENCRYPTED FILE-----", "\"enx\": \"",
        "line 42: the data key for age1cewrwqejsdz508sqr5xrk8u7ksz39vk02vja7fugevukyfjg799qqh4cj3: "
          + "its enc is missing or empty"
      ),
    ])
  func entries(old: String, new: String, part: String) throws {
    let file = try text("other/80-json.enc.json").replacing(old, with: new)
    let message = error(file, .json)
    #expect(message.contains(part), "\(message)")
    #expect(message.hasPrefix("line "))
  }

  @Test(
    "a mac that is not there was not changed",
    arguments: [
      ("", "sops_mac is missing: restore"), ("sops_mac=\n", "sops_mac is missing: restore"),
      ("sops_mac=x\n", "sops_mac is no ENC[...] text: restore"),
      ("sops_mac=ENC[AES256_GCM,data:!]\n", "(mac mismatch)"),
    ])
  func mac(line: String, part: String) throws {
    let message = error(try changed(without: "sops_mac", adding: line))
    #expect(message.contains(part), "\(message)")
    #expect(message.hasPrefix("line ") == (line == "sops_mac=\n" || line == "sops_mac=x\n"))
  }

  @Test(
    "missing metadata is told with the line where it begins",
    arguments: ["lastmodified", "mac", "age"])
  func missing(name: String) throws {
    let file = try text("other/82-yaml.enc.yaml")
    let start = try #require(file.split(separator: "\n").firstIndex(of: "sops:")) + 1
    let message = error(file.replacing("    \(name):", with: "    x\(name):"), .yaml)
    #expect(message.hasPrefix("line \(start): "), "\(message)")
    let json = try text("other/80-json.enc.json").replacing("\"\(name)\":", with: "\"x\":")
    #expect(error(json, .json).hasPrefix("line "))
  }

  @Test(
    "encrypted values without metadata: the file is cut off, not in the clear",
    arguments: [
      ("dotenv/01-basic.enc.env", SopsFormat.dotenv, "sops_", "x_"),
      ("other/80-json.enc.json", .json, "\"sops\"", "\"x\""),
      ("other/82-yaml.enc.yaml", .yaml, "sops:", "x:"),
    ])
  func cut(name: String, format: SopsFormat, old: String, new: String) throws {
    let file = try text(name).replacing(old, with: new)
    let found = failure { _ = try SopsFile(Array(file.utf8), as: format) }
    #expect(found?.code == .metadataMissing)
    #expect(found?.description.contains("restore it from an older commit") == true)
    #expect(failure { _ = try SopsFile([65, 61, 66], as: .dotenv) }?.code == .notEncrypted)
  }
}
