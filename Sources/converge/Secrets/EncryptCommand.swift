internal import Model
internal import Posix
internal import Secrets

/// `converge secrets encrypt`: a dotenv file, encrypted as SOPS does.
struct EncryptCommand {
  let recipients: [String]
  let file: String

  func run() -> Int32 {
    do {
      var parsed: [Recipient] = []
      for text in recipients { parsed.append(try Self.recipient(text)) }
      try Streams.deliver(try encrypt(try InputFile.read(file), to: parsed))
      return 0
    } catch {
      LineOutput(verbose: false).show(error)
      return 1
    }
  }

  private static func recipient(_ text: String) throws(Problem) -> Recipient {
    do {
      return try Recipient(text)
    } catch {
      throw Problem(
        "--age: \(error)",
        hint: "a recipient starts with age1 (age-keygen -y prints it) or with ssh-ed25519")
    }
  }

  private func encrypt(_ bytes: [UInt8], to recipients: [Recipient]) throws(Problem) -> [UInt8] {
    do {
      return try Sops.encrypt(
        bytes, as: .dotenv, SopsTerms(groups: [recipients]), at: WallClock.now)
    } catch {
      throw Problem("\(error)", at: .init(file))
    }
  }
}
