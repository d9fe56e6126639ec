internal import Git
internal import YAML

/// Reads values out of the fields; what is wrong goes to `problems`, and reading goes on.
struct SettingsReader {
  let fields: Fields
  let problems: SettingsFindings

  func settings() -> Settings {
    var settings = Settings(remotes: remotes())
    if let branch = checked("branch", SettingsRules.branch) { settings.branch = branch }
    settings.host = checked("host", SettingsRules.host)
    if let checkout = folder("checkout") { settings.checkout = checkout }
    if let state = folder("state") { settings.state = state }
    settings.ageKeys = (fields.strings("age-keys") ?? []).compactMap(keySource)
    if let docker = checked("docker", SettingsRules.docker) {
      settings.docker = SettingsRules.normal(String(docker.dropFirst("unix://".count)))
    }
    settings.protect = (fields.strings("protect") ?? []).compactMap {
      check($0, SettingsRules.project)
    }
    if let jobs = fields.integer("jobs", 1...64) { settings.jobs = jobs }
    if let text = fields.scalar("full-pass").flatMap({ check($0, SettingsRules.fullPass) }) {
      settings.fullPass = SettingsRules.seconds(text)
    }
    if let verify = verification() { settings.verify = verify }
    if let deadlines = deadlines() { settings.deadlines = deadlines }
    settings.teardownLimit = fields.fields("teardown", known: ["at-most"])?.integer(
      "at-most", 0...1000)
    settings.allowedSigners = allowedSigners(outside: settings.checkout)
    apart(settings)
    return settings
  }

  /// "/path/to/age.key" or "credential:NAME". Of a credential only the name can be checked.
  private func keySource(_ text: Text) -> KeySource? {
    guard let name = KeySource.credentialName(text.value) else {
      return problems.file(text, .key, ifMissing: keyRemedy(text.value)).map { .file($0) }
    }
    return check(Text(name, at: text.mark), SettingsRules.credential).map { .credential($0) }
  }

  private func keyRemedy(_ path: String) -> String {
    "bring it back from a backup; converge secrets keygen -o \(path.shellWord) makes a new key, which "
      + "opens nothing that was encrypted for the old one"
  }

  private func remotes() -> [Remote] {
    guard let nodes = fields.nodes("remotes") else {
      if !fields.has("remotes") {
        problems.add("remotes is missing: a list with at least one url", at: fields.mark)
      }
      return []
    }
    if nodes.isEmpty { problems.add("remotes is empty", at: fields.mark(of: "remotes")) }
    var seen: Set<String> = []
    return nodes.compactMap { node in
      let remote = RemoteReader(node, problems: problems).remote()
      if let remote, !seen.insert(remote.url.description).inserted {
        problems.add("this remote is listed twice", at: node.mark)
      }
      return remote
    }
  }

  /// Checkout and state must not hold one another, also not by way of links.
  private func apart(_ settings: Settings) {
    let checkout = SettingsRules.resolved(settings.checkout)
    let state = SettingsRules.resolved(settings.state)
    let key = fields.has("checkout") ? "checkout" : "state"
    let mark = fields.mark(of: key)
    if checkout == state {
      problems.add("checkout and state must be two folders", at: mark)
    } else if SettingsRules.holds(checkout, state) {
      problems.add("state must not be inside checkout", at: mark)
    } else if SettingsRules.holds(state, checkout) {
      problems.add("checkout must not be inside state", at: mark)
    }
  }

  private func folder(_ key: String) -> String? {
    checked(key, SettingsRules.folder).map(SettingsRules.normal)
  }

  private func checked(_ key: String, _ rule: (String) -> String?) -> String? {
    fields.string(key).flatMap { check($0, rule) }
  }

  private func check(_ text: Text, _ rule: (String) -> String?) -> String? {
    guard let fault = rule(text.value) else { return text.value }
    problems.add(fault, at: text.mark)
    return nil
  }
}
