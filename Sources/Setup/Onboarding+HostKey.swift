internal import Cycle
internal import Git
internal import Model
internal import Posix

/// The key of an ssh remote's server.
extension Onboarding {
  /// Pins the server's key where none is known yet.
  func pinHostKey(_ entry: RemoteEntry) throws(Failure) {
    guard let file = entry.knownHosts else { return }
    let text = try PrivatePlace.read(file).map { String(decoding: $0, as: UTF8.self) }
    let (host, port) = (entry.url.host, entry.url.port)
    var pinned = HostKey.all(in: text ?? "", host: host, port: port, exactly: true)
    let revoked = HostKey.all(in: text ?? "", host: host, port: port, revoked: true)
    var added = Forge.keys(of: entry.url).filter { !revoked.contains($0) }
    let others = HostKey.all(in: text ?? "", host: host, port: 22)
    var shown: [HostKey] = []
    if pinned.isEmpty, added.isEmpty || !others.isEmpty {
      shown = try scannedKeys(entry)
      // one server may listen at both ports
      if shown.contains(where: others.contains) { pinned = others }
    }
    if !pinned.isEmpty {
      // what its owner publishes needs nobody's word
      if !pinned.allSatisfy(added.contains) { try compare(pinned, of: host, in: file) }
      return note(pinned)
    }
    if !added.isEmpty {
      let shown = added.compactMap(\.fingerprint).first ?? ""
      person.tell("\(host): its published host keys are known (\(added[0].type) \(shown))")
    } else if let key = try acceptedKey(of: entry, shown, revoked) {
      added = [key]
    }
    note(added)
    let lines = added.map { $0.line(host: host, port: port) }.joined()
    // a file that is named must be there
    guard text == nil || !lines.isEmpty else { return }
    let start = text.map { $0.isEmpty || $0.hasSuffix("\n") ? $0 : $0 + "\n" } ?? ""
    try place.write(Array((start + lines).utf8), to: place.name(of: file))
  }

  private func note(_ keys: [HostKey]) {
    knownHostKeys.formUnion(keys.compactMap(\.fingerprint))
  }

  /// Where a person named keys, a server's must be one of them.
  ///
  /// - Parameter origin: where its keys are known from.
  private func compare(
    _ keys: [HostKey], of host: String, in origin: String
  ) throws(Failure) {
    let named = options.hostKeys
    guard !named.isEmpty, !keys.contains(where: { $0.isOne(of: named) }) else { return }
    let known = keys.map { "\($0.type) \($0.fingerprint ?? "damaged")" }
    throw .noRemote(
      Problem(
        "THE HOST KEY IS ANOTHER ONE: --host-key says \(named.joined(separator: " or ")), "
          + "\(origin) has for \(host) \(known.joined(separator: ", "))",
        hint: "ask the server's owner which is right, and name the key of each server; nothing was "
          + "replaced"))
  }

  /// Whoever shows a revoked key may be anybody, so that none of its other keys is trusted either.
  private func refuse(
    _ revoked: [HostKey], among keys: [HostKey], of entry: RemoteEntry
  ) throws(Failure) {
    guard let key = keys.first(where: revoked.contains) else { return }
    let file = entry.knownHosts ?? "known_hosts"
    throw .noRemote(
      Problem(
        "\(entry.url.host) SHOWS A REVOKED HOST KEY: \(key.type) \(key.fingerprint ?? "damaged") is "
          + "@revoked in \(file)",
        hint: "ask the server's owner for its new key, write its line into that file, and run init "
          + "again"))
  }

  /// One of the keys that the server shows, once a person, or the command line, has agreed to it.
  ///
  /// - Parameters:
  ///   - keys: all of them, the best first.
  ///   - revoked: what the file of host keys says must never be accepted.
  private func acceptedKey(
    of entry: RemoteEntry, _ keys: [HostKey], _ revoked: [HostKey]
  ) throws(Failure) -> HostKey? {
    let host = entry.url.host
    guard let best = keys.first, let print = best.fingerprint else {
      person.warn("\(host) shows no host key on port \(entry.url.port)")
      return nil
    }
    try refuse(revoked, among: keys, of: entry)
    try compare(keys, of: host, in: "the server")
    if let named = keys.first(where: { $0.isOne(of: options.hostKeys) }) {
      person.tell("\(host): its host key is \(named.fingerprint ?? ""), as --host-key says")
      return named
    }
    person.tell("\(host) shows the host key \(best.type) \(print)")
    guard isAsking else {
      person.warn(
        "\(host): this host key is trusted on first use; compare it with what the server's owner "
          + "publishes")
      return best
    }
    person.tell(
      "compare it with what the server's owner publishes (there: ssh-keygen -lf "
        + "/etc/ssh/ssh_host_\(best.type.hasPrefix("ssh-") ? "ed25519" : "ecdsa")_key.pub)")
    guard try ask("is it the same? type yes: ") == "yes" else {
      throw .failed(
        Problem("the host key of \(host) was not accepted", hint: "run converge init again"))
    }
    return best
  }

  /// The keys that the server shows.
  private func scannedKeys(_ entry: RemoteEntry) throws(Failure) -> [HostKey] {
    let (host, port) = (entry.url.host, entry.url.port)
    let result = try program("ssh-keyscan", ["-T", "10", "-p", "\(port)", host])
    try check()
    return HostKey.all(in: String(decoding: result.output, as: UTF8.self), host: host, port: port)
  }
}

extension HostKey {
  /// - Parameter fingerprints: "SHA256:...".
  fileprivate func isOne(of fingerprints: [String]) -> Bool {
    fingerprint.map(fingerprints.contains) ?? false
  }
}
