internal import Posix
internal import Secrets

extension EncryptCommand {
  /// The recipients in a file: `age.pub`, or the `.pub` file of an ssh key.
  static func recipients(in path: String) throws(SecretsError) -> [Recipient] {
    let bytes = (try? InputFile.read(path)) ?? []
    var result: [Recipient] = []
    do throws(SecretsError) {
      for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      where !line.hasPrefix("#") { result.append(try Recipient(String(line))) }
      if result.isEmpty { _ = try Recipient("") }
    } catch {
      throw error.inFile(path)
    }
    return result
  }
}
