internal import Cycle
internal import Git
internal import Model
internal import Posix

/// The configuration: what is there, and what it is to say. One that is as init wrote it may get
/// another name or a remote's files; one that somebody changed is never touched.
extension Onboarding {
  /// The configuration that is there; it must be sound.
  func existingSettings(_ urls: [RemoteURL]) throws(Failure) -> Settings? {
    guard place.has(place.configurationName) else {
      if urls.isEmpty {
        throw .usage(
          Problem(
            "which repository?",
            hint:
              "converge init REMOTE, such as git@github.com:me/infra.git; see converge init --help")
        )
      }
      return nil
    }
    let settings: Settings
    do {
      (settings, lost) = try Settings.loadWithLost(place.configuration)
    } catch {
      throw .settingsInvalid(error.problems.map { Problem("\($0)") })
    }
    let own = ConfigurationText(settings, RemoteEntry.configured(settings.remotes, in: place))
    isFixed = try place.read(place.configurationName) != Array(own.text.utf8)
    if !isFixed { (configuration, written) = (own, own.text) }
    return settings
  }

  /// Decides what it is to say.
  func describe(_ remotes: [RemoteEntry], _ host: String, _ key: HostKeys) {
    if isFixed { return }
    if var own = configuration {
      (own.remotes, own.host) = (remotes, host)
      configuration = own
      return
    }
    var new = ConfigurationText(remotes: remotes, host: host)
    (new.branch, new.checkout, new.state) = (options.branch, options.checkout, options.state)
    (new.docker, new.ageKey) = (options.docker, key.file)
    configuration = new
  }

  /// Writes it as it is going to be, where that is not what stands there.
  ///
  /// - Returns: the path to read it from.
  func writeDraft() throws(Failure) -> String {
    guard let configuration, configuration.text != written else { return place.configuration }
    try place.write(
      Array(configuration.text.utf8), to: Folder.temporaryName(for: place.configurationName))
    return place.draft
  }

  /// Puts it in place.
  func keepConfiguration() throws(Failure) {
    person.title("configuration")
    guard try writeDraft() == place.draft else {
      return person.tell("\(place.configuration) stays as it is")
    }
    try place.rename(
      Folder.temporaryName(for: place.configurationName), to: place.configurationName)
    person.tell("wrote \(place.configuration)")
  }
}
