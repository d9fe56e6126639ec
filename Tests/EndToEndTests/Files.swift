import TestSupport

/// Files of a commit by path; nil removes one, or a folder.
typealias Files = [String: String?]

func merged(_ files: [Files]) -> Files {
  files.reduce(into: [:]) { $0.merge($1) { $1 } }
}

/// The list of a host's stacks.
func list(_ stacks: String..., host: String = "media") -> Files {
  let lines = stacks.map { "- \($0)\n" }.joined()
  return ["host/\(host)/stacks.yaml": stacks.isEmpty ? "[]\n" : lines]
}

/// A stack's Compose file; without services it has one, named `app`, and no network, which would
/// take most of the time.
func stack(_ name: String, _ services: String...) throws -> Files {
  ["stacks/\(name)/compose.yaml": composeFile(services.isEmpty ? [try aloneService()] : services)]
}

/// One service of a Compose file.
///
/// - Parameters:
///   - image: one of the laboratory's, as `name:tag`.
///   - lines: more of its keys.
func service(
  _ name: String = "app", _ image: String = "worker:1", _ lines: String...,
  lines more: [String] = []
) throws -> String {
  try plainService(name, ["image: \(Lab.image(image))"] + lines + more)
}

private func aloneService() throws -> String {
  try service("app", "worker:1", "network_mode: none")
}

/// One service of a Compose file with exactly these keys.
func plainService(_ name: String = "app", _ lines: [String]) -> String {
  "  \(name):\n" + lines.map { "    \($0)\n" }.joined()
}

/// - Parameter parts: services, and whatever else stands behind them at the left margin.
func composeFile(_ parts: [String]) -> String { "services:\n" + parts.joined() }

func removed(_ paths: String...) -> Files {
  Dictionary(uniqueKeysWithValues: paths.map { ($0, String?.none) })
}

/// An encrypted file.
func secret(_ path: String, _ text: String, to key: AgeKey = .host) throws -> Files {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  return [path: try Program.encrypt(text, to: [key.recipient], as: name)]
}

/// One of the laboratory's images as people read it: the digest shortened.
func shown(_ image: String) throws -> String {
  let parts = try Lab.image(image).split(separator: ":")
  return parts.dropLast().joined(separator: ":") + ":\(parts.last!.prefix(12))"
}
