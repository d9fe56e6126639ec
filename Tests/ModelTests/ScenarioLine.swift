import Model

/// One line of a scenario: a keyword, words, and options such as `state=exited`.
struct ScenarioLine {
  let keyword: String
  /// All that follows the keyword, as it stands.
  let rest: String
  /// What has no "=" in it.
  let words: [String]
  private let options: [(key: String, value: String)]
  private let file: String

  init(_ line: String, in file: String) {
    self.file = file
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    keyword = parts[0]
    rest = parts.count > 1 ? parts[1] : ""
    let all = rest.split(separator: " ").map(String.init)
    words = all.filter { !$0.contains("=") }
    options = all.filter { $0.contains("=") }.map { word in
      let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(pair[0]), String(pair[1]))
    }
  }

  subscript(key: String) -> String? { options.last { $0.key == key }?.value }

  func list(_ key: String) -> [String]? {
    self[key].map { $0.split(separator: ",").map(String.init) }
  }

  /// `env.A=1 env.B=2` as ["A": "1", "B": "2"].
  func table(_ prefix: String) -> [String: String] {
    var result: [String: String] = [:]
    for (key, value) in options where key.hasPrefix(prefix + ".") {
      result[String(key.dropFirst(prefix.count + 1))] = value
    }
    return result
  }

  /// A word by its place, nil where it is "-" or not there.
  func word(_ place: Int) -> String? {
    words.indices.contains(place) && words[place] != "-" ? words[place] : nil
  }

  var stack: StackName {
    guard let name = word(0).flatMap(StackName.init) else { fail("no stack") }
    return name
  }

  func fail(_ why: String) -> Never { fatalError("\(file): \(why): \(keyword) \(rest)") }
}

extension ScenarioLine {
  /// `NAME PROJECT SERVICE NUMBER one-off state=exited exit=1 hash=H id=I networks=a,b`
  var container: Container {
    Container(
      id: "id-\(words[0])", name: words[0], project: word(1), service: word(2),
      number: word(3).flatMap { Int($0) }, oneOff: words.contains("one-off"),
      configHash: self["hash"], imageID: self["id"] ?? "", state: state,
      exitCode: self["exit"].flatMap { Int($0) }, networks: list("networks") ?? [])
  }

  private var state: Container.State {
    switch self["state"] {
    case nil, "running": .running
    case "created": .created
    case "paused": .paused
    case "restarting": .restarting
    case "removing": .removing
    case "exited": .exited
    case "dead": .dead
    default: .other
    }
  }

  /// `STACK SERVICE one-shot image=I replicas=2 env.A=1 key.command=x file=PATH@INODE:BLOB`
  var service: ServiceReceipt {
    ServiceReceipt(
      image: self["image"] ?? "app:1", configHash: self["hash"], imageID: self["id"],
      replicas: self["replicas"].flatMap { Int($0) } ?? 1, isOneShot: words.contains("one-shot"),
      containerName: self["name"], networks: list("networks"), mounts: mounts,
      build: self["build"], inlineFiles: table("inline"), environment: table("env"),
      definition: table("key"))
  }

  /// `file=PATH@INODE:BLOB`, `folder=PATH@INODE:NAME=BLOB,NAME=BLOB`
  private var mounts: [MountReceipt] {
    options.filter { $0.key == "file" || $0.key == "folder" }.map { key, value in
      let parts = value.split { $0 == "@" || $0 == ":" }.map(String.init)
      guard parts.count == 3, let inode = UInt64(parts[1]) else { fail("no mount") }
      var blobs = [parts[0]: parts[2]]
      if key == "folder" {
        let pairs = parts[2].split(separator: ",").map { $0.split(separator: "=").map(String.init) }
        blobs = Dictionary(uniqueKeysWithValues: pairs.map { ("\(parts[0])/\($0[0])", $0[1]) })
      }
      return MountReceipt(
        path: parts[0], isFile: key == "file", device: 1, inode: inode, blobs: blobs)
    }
  }

  var reaction: ChangeReaction {
    switch self["on-change"] {
    case nil, "recreate": .recreate
    case "restart": .restart
    case "ignore": .ignore
    case .some(let signal): .signal(signal)
    }
  }
}
