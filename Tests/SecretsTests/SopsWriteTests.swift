import Crypto
import Testing

@testable import Secrets

private let samples: [String] = [
  "", "A=1\n", "A=1", "A=\nB= \nC=  x  \n", "# comment\n#\nA=b=c\n\n\nA=again\n",
  "MULTI=first\\nsecond\nNOTE_unencrypted=visible\\nlines\n", "=empty key\nkey with spaces=x\n",
  "Q=\"quoted $HOME #x\"\nS='single'\nCR=x\r\n",
  "LOOKS=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n",
  "U=\u{FEFF}äöü😀\n#ä\n",
]

@Suite("SOPS files written here")
struct SopsWriteTests {
  @Test("decrypt to what sops would print of the input", arguments: samples)
  func roundTrip(text: String) throws {
    let (first, second) = (Identity.generate(), Identity.generate())
    let file = try Sops.encrypt(
      Array(text.utf8), as: .dotenv,
      SopsTerms(groups: [[first.recipient, second.recipient, first.recipient]]), at: 1_795_000_000)
    let lines: [UInt8] = text.utf8.split(separator: 10).reduce(into: []) { $0 += $1 + [10] }
    for identity in [first, second] {
      #expect(try Sops.decrypt(file, as: .dotenv, with: [identity]) == lines)
    }
  }

  @Test("of the plaintexts of the vectors decrypt to the same as those of sops")
  func vectors() throws {
    let identity = Identity.generate()
    var tried = 0
    for vector in SopsCase.all where vector.rc == 0 && vector.name < "60" && vector.kept == .dotenv
    {
      guard let plain = vector.plain else { continue }
      let plaintext = try Files.read("\(Files.vectors)/\(plain)")
      let file = try Sops.encrypt(
        plaintext, as: .dotenv, SopsTerms(groups: [[identity.recipient]]), at: 0)
      #expect(try Sops.decrypt(file, as: .dotenv, with: [identity]) == vector.expectedBytes())
      tried += 1
    }
    #expect(tried > 20)
  }

  @Test("hold no plaintext but that of keys that ask for it, and the metadata sops wants")
  func form() throws {
    let recipient = Identity.generate().recipient
    let text = "# remark\nPASSWORD=hunter22\nEMPTY=\nNOTE_unencrypted=visible\n"
    let file = String(
      decoding: try Sops.encrypt(
        Array(text.utf8), as: .dotenv, SopsTerms(groups: [[recipient]]), at: 1_763_701_291),
      as: UTF8.self)
    let lines = file.split(separator: "\n").map(String.init)
    #expect(!file.contains("hunter22") && !file.contains("remark"))
    #expect(lines[0].hasPrefix("#ENC[AES256_GCM,data:"))
    #expect(lines[1].hasPrefix("PASSWORD=ENC[AES256_GCM,data:") && lines[1].hasSuffix(",type:str]"))
    #expect(Array(lines[2...3]) == ["EMPTY=", "NOTE_unencrypted=visible"])
    #expect(
      lines[4].hasPrefix(
        "sops_age__list_0__map_enc=-----BEGIN AGE ENCRYPTED FILE-----\\nYWdlLWVuY3J5cHRpb24u"))
    #expect(lines[4].hasSuffix("\\n-----END AGE ENCRYPTED FILE-----\\n"))
    #expect(lines[5] == "sops_age__list_0__map_recipient=\(recipient)")
    #expect(lines[6] == "sops_lastmodified=2025-11-21T05:01:31Z")
    #expect(lines[7].hasPrefix("sops_mac=ENC[AES256_GCM,data:"))
    #expect(Array(lines[8...]) == ["sops_unencrypted_suffix=_unencrypted", "sops_version=3.13.2"])
  }

  @Test("differ each time: no key and no vector is used twice")
  func fresh() throws {
    let recipient = Identity.generate().recipient
    let first = try Sops.encrypt(
      Array("A=1\nB=1\n".utf8), as: .dotenv, SopsTerms(groups: [[recipient]]), at: 0)
    let second = try Sops.encrypt(
      Array("A=1\nB=1\n".utf8), as: .dotenv, SopsTerms(groups: [[recipient]]), at: 0)
    #expect(first != second)
  }

  @Test("need a recipient")
  func noRecipient() {
    let error = failure { _ = try Sops.encrypt([], as: .dotenv, SopsTerms(groups: [[]]), at: 0) }
    #expect(error?.code == .malformed("no recipient given"))
  }

  @Test("tell encrypted from plain files")
  func detection() throws {
    let file = try Sops.encrypt(
      [], as: .dotenv, SopsTerms(groups: [[Identity.generate().recipient]]), at: 0)
    #expect(SopsFormat.dotenv.isEncrypted(file))
    #expect(!SopsFormat.dotenv.isEncrypted(Array("A=1\n#sops_mac=\nX_sops_mac=1\nsops=1\n".utf8)))
  }
}

@Suite("damaged SOPS files")
struct SopsDamageTests {
  private static let text = "# remark\nPASSWORD=hunter22\nEMPTY=\nNOTE_unencrypted=visible\nB=b\n"

  /// The values that are authenticated, with the names of those that are encrypted.
  private static func authenticated(_ plaintext: [UInt8]) throws -> [[UInt8]] {
    var kept: [[UInt8]] = []
    var open: [UInt8] = []
    for item in try DotenvStore.read(plaintext) {
      guard let key = item.key, case .leaf(.string(let value)) = item.node, !value.isEmpty else {
        continue
      }
      if String(decoding: key, as: UTF8.self).hasSuffix("_unencrypted") {
        open += value
      } else {
        kept.append(key + [61] + value)
      }
    }
    return kept + [open]
  }

  @Test("cut off anywhere before the end are refused")
  func truncation() throws {
    let identity = Identity.generate()
    let file = try Sops.encrypt(
      Array(Self.text.utf8), as: .dotenv, SopsTerms(groups: [[identity.recipient]]), at: 0)
    let whole = try Sops.decrypt(file, as: .dotenv, with: [identity])
    for end in file.indices {
      guard let plaintext = try? Sops.decrypt(Array(file[..<end]), as: .dotenv, with: [identity])
      else {
        continue
      }
      // Only the last line feed, and digits of the version, may be missing.
      #expect(end >= file.count - 2)
      #expect(plaintext == whole)
    }
  }

  @Test(
    "with any bit flipped are refused or keep all authenticated values", arguments: [0, 3, 5, 6])
  func flippedBits(bit: Int) throws {
    let identity = Identity.generate()
    let file = try Sops.encrypt(
      Array(Self.text.utf8), as: .dotenv, SopsTerms(groups: [[identity.recipient]]), at: 0)
    let values = try Self.authenticated(try Sops.decrypt(file, as: .dotenv, with: [identity]))
    var refused = 0
    for index in file.indices {
      var changed = file
      changed[index] ^= 1 << UInt8(bit)
      guard let plaintext = try? Sops.decrypt(changed, as: .dotenv, with: [identity]) else {
        refused += 1
        continue
      }
      #expect(try Self.authenticated(plaintext) == values, "byte \(index)")
    }
    #expect(refused > file.count / 2)
  }

  @Test(
    "made to exhaust stack or time are refused",
    arguments: [
      "sops_" + String(repeating: "a__map_", count: 200_000) + "=x\n",
      "sops_" + String(repeating: "a__list_0", count: 200_000) + "=x\n",
      "sops_age__list_99999999999999999999__map_enc=x\n",
      "sops_age__list_-1__map_enc=x\n",
      "sops_age__list_9223372036854775807__map_enc=x\nsops_age__list_0__map_enc=x\n",
      "sops_shamir_threshold=99999999999999999999\n",
    ])
  func bombs(text: String) {
    let error = failure { _ = try Sops.decrypt(Array(text.utf8), as: .dotenv, with: []) }
    #expect(error != nil)
  }

  @Test("of one MiB are decrypted and encrypted fast, in debug builds too")
  func large() throws {
    let vector = try #require(SopsCase.all.first { $0.name == "11-one-mib-value" })
    let (file, identities) = (try vector.contents(), try vector.identities())
    let clock = ContinuousClock()
    let elapsed = try clock.measure { _ = try Sops.decrypt(file, as: .dotenv, with: identities) }
    #expect(elapsed < .seconds(2))
    let plaintext = try vector.expectedBytes()
    let written = try clock.measure {
      _ = try Sops.encrypt(
        plaintext, as: .dotenv, SopsTerms(groups: [identities.map(\.recipient)]), at: 0)
    }
    #expect(written < .seconds(2))
  }
}
