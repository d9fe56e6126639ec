import JSON

@testable import Docker

extension FuzzTarget {
  /// What the Engine and Compose say.
  static let docker = [
    FuzzTarget(name: "answer", words: httpWords + jsonWords) { bytes in
      if let head = attempt({ try AnswerHead(bytes, action: "ask") }), let head {
        hold(head.count <= bytes.count && head.length ?? 0 >= 0, "\(head)")
      }
      guard let answer = attempt({ try Answer(bytes, action: "ask") }) else { return }
      _ = attempt { try answer.succeed() }
      _ = attempt { try answer.read(ContainerAnswer.all) }
      _ = attempt { try answer.read(NetworkAnswer.all) }
      _ = attempt { try answer.decoded([ImageAnswer].self) }
    },
    FuzzTarget(name: "containers", words: jsonWords) { bytes in
      var json = JSONReader(bytes)
      _ = attempt { try ContainerAnswer.all(&json) }
    },
    FuzzTarget(name: "networks", words: jsonWords) { bytes in
      var json = JSONReader(bytes)
      _ = attempt { try NetworkAnswer.all(&json) }
    },
    FuzzTarget(name: "json", words: jsonWords) { bytes in
      var json = JSONReader(bytes)
      _ = attempt {
        try json.skip()
        try json.end()
      }
    },
    FuzzTarget(name: "pull", words: jsonWords + pullWords) { bytes in
      var layers = PullLayers()
      for line in bytes.split(separator: 10) {
        if let line = SoundJSON.decode(PullLine.self, from: line) { layers.take(line) }
        hold(layers.progress.received >= 0 && layers.progress.total >= 0, "\(layers.progress)")
      }
    },
    FuzzTarget(
      name: "messages", words: ["Error response from daemon: ", "level=", "msg=", "\"", "\n"]
    ) { bytes in
      _ = "\(ComposeError("start web", code: 1, output: bytes, errors: bytes))"
      _ = Messages.buildLog(bytes)
      _ = Moment(String(decoding: bytes, as: UTF8.self))
    },
    FuzzTarget(
      name: "log", words: ["\u{1}\0\0\0\0\0\0\u{5}", "\u{2}\0\0\0", "\u{1b}[31m", "\r", "\n"]
    ) {
      bytes in
      for hasTerminal in [false, true] {
        let lines = LogText.lines(bytes, hasTerminal: hasTerminal, last: 10)
        hold(lines.count <= 10, "\(lines)")
        hold(!lines.contains { $0.contains("\n") || $0.contains("\u{1b}") }, "\(lines)")
      }
    },
    FuzzTarget(name: "project", words: projectWords) { bytes in
      let reader = ProjectReader(
        project: "web", seal: { "\($0.count)" }, move: .init(from: "/a", to: "/b"))
      guard let project = attempt({ try reader.read(bytes) }) else { return }
      let names = project.project.services.map(\.name)
      hold(names == names.sorted(), "services without order")
    },
  ]

  private static let httpWords = [
    "HTTP/1.0 200 OK\r\n", "Content-Length: ", "Transfer-Encoding: chunked", "\r\n\r\n",
    "9223372036854775807", "-1",
  ]
  private static let jsonWords = [
    "\"Id\":", "\"Names\":", "\"Labels\":", "\"State\":", "\"Status\":", "\"Created\":",
    "\"NetworkSettings\":{\"Networks\":{", "null", "[[[[[[", "{\"a\":", "\\ud800", "\\u0000", "\\",
    "-9223372036854775808", "9223372036854775808", "1e999", "\"", ",", "]", "}",
  ]
  private static let pullWords = [
    "\"status\":\"Downloading\"", "\"progressDetail\":{\"current\":", "\"total\":", "\"id\":\"a\"",
    "9223372036854775807", "\"error\":\"", "\n",
  ]
  private static let projectWords = [
    "services:\n", "  app:\n", "    image: ", "    deploy:\n", "      replicas: ", "x-converge:",
    "on-change: ", "networks:", "volumes:", "external: true", "name: ", "    depends_on:", "file: ",
    "environment:", "condition: service_healthy", "99999999999999999999", "!!binary ", "&a ", "*a",
  ]
}
