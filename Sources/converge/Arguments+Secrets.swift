/// `secrets decrypt` and `secrets encrypt`.
extension Arguments {
  static func secrets(_ words: [String]) throws(UsageError) -> Invocation {
    var arguments = Arguments(Array(words.dropFirst()))
    if words.first == "check" { return .check(try check(&arguments)) }
    if words.first == "log" { return .log(try log(&arguments)) }
    var (values, files): ([String], [String]) = ([], [])
    let option: String
    switch words.first {
    case "decrypt": option = "--age-key"
    case "encrypt": option = "--age"
    default: throw UsageError(message: "secrets takes decrypt, encrypt, check or log")
    }
    while let word = arguments.next() {
      if word == option {
        values.append(try arguments.value(of: word))
      } else if word.hasPrefix("-") && word != "-" {
        throw unknown(word)
      } else {
        files.append(word)
      }
    }
    guard files.count == 1 else { throw UsageError(message: "secrets \(words[0]) takes one FILE") }
    if values.filter({ $0 == "-" }).count + (files[0] == "-" ? 1 : 0) > 1, option == "--age-key" {
      throw UsageError(message: "standard input (-) can be only one of --age-key and FILE")
    }
    if option == "--age-key" { return .decrypt(keys: values, file: files[0]) }
    if values.isEmpty { throw UsageError(message: "secrets encrypt needs --age RECIPIENT") }
    return .encrypt(recipients: values, file: files[0])
  }
}
