/// What the place of a text in a Compose file means.
enum ComposePlace {
  case environmentFile, environment, buildArgument, content, context, variable, extended, other

  /// The name of each item of a list, in a path.
  static let item = "[]"

  init(_ path: [String]) {
    let first = path.first ?? ""
    let third = path.count > 2 ? path[2] : ""
    let fourth = path.count > 3 ? path[3] : ""
    switch first {
    case "services":
      self = ComposePlace.inService(third, fourth, path.last ?? "")
    case "include": self = path.contains("env_file") ? .environmentFile : .other
    case "secrets", "configs":
      self = third == "file" ? .content : third == "environment" ? .variable : .other
    case "volumes": self = third == "driver_opts" && fourth == "device" ? .content : .other
    default: self = .other
    }
  }

  private static func inService(_ key: String, _ inner: String, _ last: String) -> ComposePlace {
    switch (key, inner) {
    case ("env_file", _): last == "format" || last == "required" ? .other : .environmentFile
    case ("environment", let name) where !name.isEmpty: .environment
    case ("build", "args"): .buildArgument
    case ("build", ""), ("build", "context"), ("build", "additional_contexts"): .context
    case ("volumes", _): last == "target" ? .other : .content
    case ("label_file", _): .content
    case ("extends", "file"): .extended
    default: .other
    }
  }
}
