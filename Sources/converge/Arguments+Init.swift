internal import Setup

/// `init`.
extension Arguments {
  static func setup(_ words: [String]) throws(UsageError) -> Invocation {
    var arguments = Arguments(Array(words.dropFirst()))
    var options = SetupOptions()
    var color = Presentation.Color.auto
    while let word = arguments.next() {
      if word == "--color" {
        color = try arguments.color(word)
      } else if word.hasPrefix("-") {
        try arguments.read(word, into: &options)
      } else {
        options.remotes.append(word)
      }
    }
    try checkTokens(options)
    return .setup(InitCommand(options: options, color: color))
  }

  private static func checkTokens(_ options: SetupOptions) throws(UsageError) {
    let files = options.tokenFiles
    if !files.isEmpty, options.readsToken {
      throw UsageError(message: "--token-file and --token-stdin exclude each other")
    }
    let servers = files.compactMap(\.server)
    guard files.count < 2 || Set(servers).count == files.count else {
      throw UsageError(
        message: "several --token-file: say of each for which server it is, --token-file HOST=FILE")
    }
  }

  private mutating func read(_ word: String, into options: inout SetupOptions) throws(UsageError) {
    switch word {
    case "--config": options.configuration = try value(of: word)
    case "--host": options.host = try value(of: word)
    case "--branch": options.branch = try value(of: word)
    case "--host-key": options.hostKeys.append(try fingerprint(word))
    case "--token-file": options.tokenFiles.append(TokenFile(try value(of: word)))
    case "--token-stdin": options.readsToken = true
    case "--ca-file": options.authorityFile = try value(of: word)
    case "--checkout": options.checkout = try value(of: word)
    case "--state": options.state = try value(of: word)
    case "--docker": options.docker = try value(of: word)
    case "--no-timer": options.timer = false
    case "--adopt": options.adopt = true
    case "--yes", "-y": options.yes = true
    default: throw Arguments.unknown(word)
    }
  }

  /// "SHA256:..." as `ssh-keygen -l` shows it.
  private mutating func fingerprint(_ word: String) throws(UsageError) -> String {
    let text = try value(of: word)
    guard text.hasPrefix("SHA256:"), text.utf8.count == 50 else {
      throw UsageError(
        message: "\(word) takes a fingerprint such as SHA256:..., as ssh-keygen -l shows it")
    }
    return text
  }
}
