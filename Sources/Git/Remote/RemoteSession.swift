internal import CGit2
internal import Crypto

/// What libgit2's callbacks share during one fetch: what to offer, whether it was offered already,
/// and the first thing that went wrong in words better than libgit2's.
final class RemoteSession {
  let remote: Remote
  let action: String
  let watchdog: Watchdog
  let token: String?
  let knownHosts: KnownHosts?
  private(set) var problem: GitError?
  /// libgit2 1.9 has no code of its own for that.
  private(set) var certificateRefused = false
  private(set) var program: SSHProgram?
  /// What the environment names, where the remote has no proxy of its own.
  private let environmentProxy: EnvironmentProxy?
  private let proxyPassword: String?
  /// Bytes that may come, at most.
  private let mostBytes: Int
  /// Bytes that the disk has room for.
  private let room: Int
  /// Bytes that came so far.
  private(set) var receivedBytes = 0
  private var offered = false
  private var offeredToProxy = false

  /// Reads the files that the remote's configuration names.
  init(
    _ remote: Remote, action: String, watchdog: Watchdog, most bytes: Int, room: Int = .max,
    _ credential: Remote.CredentialReader
  ) throws(GitError) {
    (self.remote, self.action, self.watchdog) = (remote, action, watchdog)
    (mostBytes, self.room) = (bytes, room)
    environmentProxy =
      remote.proxy == nil ? try EnvironmentProxy.find(for: remote.url) : nil
    proxyPassword =
      if let file = remote.proxy?.passwordFile {
        try ConfiguredFile.token(file, key: "proxy-password-file")
      } else { nil }
    switch remote.access {
    case .open: (token, knownHosts) = (nil, nil)
    case .https(_, let file, _):
      knownHosts = nil
      token = if let file { try ConfiguredFile.token(file) } else { nil }
    case .ssh(let identity, let file):
      token = nil
      let known = KnownHosts(try ConfiguredFile.text(file, key: "known-hosts"))
      knownHosts = known
      program = try SSHProgram.make(
        remote, identity: identity, file: file, known, watchdog, credential)
    }
  }

  /// Callbacks that lead here; valid as long as this object lives.
  func callbacks() throws(GitError) -> git_remote_callbacks {
    var callbacks = git_remote_callbacks()
    try call("prepare a fetch") {
      git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
    }
    callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    callbacks.credentials = { result, _, _, allowed, payload in
      RemoteSession.from(payload).credential(result, allowed: allowed)
    }
    callbacks.certificate_check = { certificate, valid, _, payload in
      RemoteSession.from(payload).check(certificate, valid: valid != 0)
    }
    callbacks.transfer_progress = { progress, payload in
      RemoteSession.from(payload).watchdog.receive()
      return RemoteSession.from(payload).received(progress?.pointee.received_bytes ?? 0)
    }
    callbacks.sideband_progress = { _, _, payload in RemoteSession.from(payload).received(0) }
    if program != nil {
      callbacks.transport = { result, owner, payload in
        RemoteSession.from(payload).program?.makeTransport(result, owner) ?? GIT_EUSER.rawValue
      }
    }
    return callbacks
  }

  /// What the connection goes through, with the login that the environment may name.
  var proxyAddress: String? { remote.proxy?.address ?? environmentProxy?.address }

  /// What the connection goes through, for messages.
  var proxyName: String? { remote.proxy?.description ?? environmentProxy?.description }

  /// Sets what the connection goes through: nothing that a file of git's own names.
  ///
  /// - Parameter address: of the proxy, valid as long as the options are.
  func set(_ options: inout git_proxy_options, _ address: UnsafePointer<CChar>?) {
    options.type = address == nil ? GIT_PROXY_NONE : GIT_PROXY_SPECIFIED
    options.url = address
    options.payload = Unmanaged.passUnretained(self).toOpaque()
    options.credentials = { result, _, _, allowed, payload in
      RemoteSession.from(payload).proxyCredential(result, allowed: allowed)
    }
  }

  /// Runs a call while libgit2 trusts what this remote's configuration says, and nothing else.
  func trusting<R>(_ body: () throws(GitError) -> R) throws(GitError) -> R {
    switch remote.access {
    case .open: break
    case .https(_, _, let file): try Authorities.use(file)
    case .ssh:
      guard program == nil, let knownHosts else { break }
      let url = remote.url
      return try HostKeyPreference.with(knownHosts, host: url.host, port: url.port, body)
    }
    return try body()
  }

  static func from(_ payload: UnsafeMutableRawPointer?) -> RemoteSession {
    Unmanaged<RemoteSession>.fromOpaque(payload!).takeUnretainedValue()
  }

  /// - Returns: 0, or what makes libgit2 give up.
  private func received(_ bytes: Int) -> Int32 {
    watchdog.step()
    receivedBytes = max(receivedBytes, bytes)
    if bytes > room {
      return fail(
        .full, "more than \(room >> 20) MiB would have to come, which would fill the disk here")
    }
    if bytes > mostBytes {
      return fail(.other, "more than \(mostBytes >> 20) MiB would have to come")
    }
    return watchdog.verdict == .none ? 0 : GIT_EUSER.rawValue
  }

  private func fail(_ code: GitError.Code, _ reason: String) -> Int32 {
    problem = problem ?? GitError(code, action, reason)
    return GIT_EUSER.rawValue
  }

  /// libgit2 asks again after a refusal, for ever: each credential is offered once. It also says
  /// the first URL even after a redirect, which is why redirects to other hosts are off.
  private func credential(
    _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, allowed: UInt32
  ) -> Int32 {
    guard !offered else { return fail(.refused, refusal) }
    offered = true
    switch remote.access {
    case .open: return fail(.refused, refusal)
    case .https(let user, let file, _):
      guard let token, allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0 else {
        return fail(
          .refused,
          file == nil ? refusal : "the server does not take a user and token (basic authentication)"
        )
      }
      return git_credential_userpass_plaintext_new(result, user, token)
    case .ssh(let identity, _):
      guard allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0 else {
        return fail(.refused, "the server does not take keys for the user \(remote.url.user ?? "")")
      }
      return git_credential_ssh_key_new(result, remote.url.user ?? "git", nil, identity, nil)
    }
  }

  private func proxyCredential(
    _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, allowed: UInt32
  ) -> Int32 {
    guard let proxy = remote.proxy, let user = proxy.user, let proxyPassword else {
      return fail(
        .refused,
        "the proxy asks for a user and password; name proxy and proxy-password-file for this remote"
      )
    }
    guard !offeredToProxy, allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0 else {
      return fail(
        .refused,
        "the proxy \(proxy) refuses the user in proxy with the password in "
          + (proxy.passwordFile ?? ""))
    }
    offeredToProxy = true
    return git_credential_userpass_plaintext_new(result, user, proxyPassword)
  }

  var refusal: String {
    switch remote.access {
    case .open:
      remote.url.kind == .http
        ? "the server asks for a user and token, which never go over http://; use https://"
        : "the server asks for credentials"
    case .https(_, nil, _):
      "the server asks for a user and token; name a token-file for this remote"
    case .https(let user, let file?, _):
      // a token may stand in the place of the user
      """
      the server refuses the token in \(file) for \
      \(user == remote.url.user ? "the user in the url" : "the user \(user)"); check that \
      it is still valid and may read this repository
      """
    case .ssh(let identity, _):
      """
      the server refuses the key \(identity) for the user \(remote.url.user ?? ""); check that its \
      public half (ssh-keygen -y -f \(identity)) is a deploy key of this repository
      """
    }
  }

  /// Decides on a host key; certificates of https were verified by the TLS library.
  private func check(_ certificate: UnsafeMutablePointer<git_cert>?, valid: Bool) -> Int32 {
    guard let certificate, certificate.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else {
      certificateRefused = !valid
      return GIT_PASSTHROUGH.rawValue
    }
    return certificate.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) {
      check(hostKey: $0.pointee)
    }
  }

  private func check(hostKey: git_cert_hostkey) -> Int32 {
    guard case .ssh(_, let file) = remote.access, let knownHosts,
      hostKey.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let start = hostKey.hostkey
    else { return fail(.untrusted, "the server showed no host key") }
    let key = start.withMemoryRebound(to: UInt8.self, capacity: hostKey.hostkey_len) {
      Array(UnsafeBufferPointer(start: $0, count: hostKey.hostkey_len))
    }
    let digest = withUnsafeBytes(of: hostKey.hash_sha256) { Array($0) }
    let shown =
      "\(KnownHosts.type(of: key)) SHA256:\(String(decoding: Base64.encode(digest, .none), as: UTF8.self))"
    let (host, port) = (remote.url.host, remote.url.port)
    switch knownHosts.verdict(host: host, port: port, key: key) {
    case .known: return 0
    case .unknown:
      return fail(
        .untrusted,
        "the host key \(shown) is not in \(file); "
          + RemoteFailure.howToAddHostKey(host, port, file))
    case .changed(let line):
      return fail(.untrusted, RemoteFailure.changedHostKey(shown, "\(file):\(line)"))
    case .revoked(let line):
      return fail(
        .untrusted, "the server shows the key \(shown), which is revoked in \(file):\(line)")
    }
  }
}
