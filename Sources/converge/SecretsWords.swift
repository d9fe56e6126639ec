internal import Secrets

/// The words of a command line that is about secrets, before it is known whether they go together.
struct SecretsWords {
  enum Command: String, CaseIterable {
    case keygen, recipients, edit, set, unset, encrypt, decrypt, rotate
    case updateKeys = "update-keys"
  }

  let command: Command
  /// What is no option.
  var words: [String] = []
  private var keys: [String] = []
  private var recipients: [String] = []
  private var output: String?
  private var format: SopsFormat?
  private var isAgreed = false
  private var inPlace = false
  private var macOnlyEncrypted = false
  private var rule: EncryptCommand.Rule?

  init(_ command: Command) { self.command = command }

  /// What each command takes besides its words.
  private var options: [String] {
    switch command {
    case .keygen: ["-o"]
    case .recipients: ["--age-key"]
    case .edit, .set, .unset: ["--age-key", "--as"]
    case .decrypt: ["--age-key", "--as", "-o"]
    case .encrypt: ["--age", "--as", "-i", "--mac-only-encrypted"] + SecretsWords.ruleOptions
    case .rotate, .updateKeys: ["--age-key", "--yes"]
    }
  }

  private static let ruleOptions = SopsRule.names.map(option)

  private static func option(_ name: String) -> String {
    "--" + String(name.map { $0 == "_" ? "-" : $0 })
  }

  mutating func take(option: String, _ rest: inout Arguments) throws(UsageError) {
    guard options.contains(option) else { throw Arguments.unknown(option) }
    switch option {
    case "--age-key": keys.append(try rest.value(of: option))
    case "--age": recipients.append(try rest.value(of: option))
    case "--as": format = try SecretsWords.format(try rest.value(of: option))
    case "-o": output = try rest.value(of: option)
    case "-i": inPlace = true
    case "--yes": isAgreed = true
    case "--mac-only-encrypted": macOnlyEncrypted = true
    default:
      let name = SopsRule.names.first { SecretsWords.option($0) == option } ?? ""
      if rule != nil { throw UsageError(message: "one option says which values are encrypted") }
      rule = EncryptCommand.Rule(name: name, text: try rest.value(of: option))
    }
  }

  private static func format(_ word: String) throws(UsageError) -> SopsFormat {
    if let format = SopsFormat(rawValue: word) { return format }
    throw UsageError(message: "--as takes dotenv, json, yaml or binary")
  }

  func result() throws(UsageError) -> SecretsCommand {
    if keys.filter({ $0 == "-" }).count + words.filter({ $0 == "-" }).count > 1 {
      throw UsageError(message: "standard input (-) can be only one of --age-key and FILE")
    }
    switch command {
    case .keygen:
      try take(0...0, "no FILE but that of -o")
      return .keygen(KeygenCommand(output: output))
    case .recipients: return .recipients(RecipientsCommand(keys: keys, files: words))
    case .edit: return .edit(EditCommand(file: try file(), format: format, keys: keys))
    case .set:
      if keys.contains("-") { throw UsageError(message: "set reads the value from standard input") }
      return .set(SetCommand(target: try target()))
    case .unset: return .unset(UnsetCommand(target: try target()))
    case .encrypt: return .encrypt(try encrypt())
    case .decrypt:
      return .decrypt(
        DecryptCommand(file: try file(), output: output, format: format, keys: keys))
    case .rotate: return .rotate(RotateCommand(files: words, isAgreed: isAgreed, keys: keys))
    case .updateKeys:
      return .updateKeys(UpdateKeysCommand(files: words, isAgreed: isAgreed, keys: keys))
    }
  }

  private func encrypt() throws(UsageError) -> EncryptCommand {
    let file = try file()
    if file == "-", inPlace { throw UsageError(message: "standard input has no place for -i") }
    return EncryptCommand(
      file: file, inPlace: inPlace, format: format, recipients: recipients, rule: rule,
      macOnlyEncrypted: macOnlyEncrypted)
  }

  private func file() throws(UsageError) -> String {
    try take(1...1, "one FILE")
    return words[0]
  }

  private func target() throws(UsageError) -> ValueTarget {
    try take(2...2, "FILE and KEY; the value comes from standard input, never from an argument")
    return ValueTarget(file: words[0], key: words[1], format: format, keys: keys)
  }

  private func take(_ count: ClosedRange<Int>, _ what: String) throws(UsageError) {
    if count.contains(words.count) { return }
    throw UsageError(message: "secrets \(command.rawValue) takes \(what)")
  }
}
