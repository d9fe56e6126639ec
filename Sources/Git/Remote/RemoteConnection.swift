internal import CGit2
internal import Glibc

/// A connection to a remote over the network.
final class RemoteConnection {
  private let raw: OpaquePointer
  /// As long as the connection is.
  private let repository: Repository?
  private let session: RemoteSession
  private let proxy: UnsafeMutablePointer<CChar>?

  /// An unnamed remote: nothing of the repository's configuration applies to it.
  ///
  /// - Parameter repository: where downloads go; nil where there are none.
  init(_ repository: Repository?, _ session: RemoteSession) throws(GitError) {
    var remote: OpaquePointer?
    var options = git_remote_create_options()
    try call(session.action) {
      git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
    }
    options.repository = repository?.raw
    options.flags =
      GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue
      | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
    try call(session.action) {
      git_remote_create_with_opts(&remote, session.remote.url.address, &options)
    }
    raw = remote!
    self.repository = repository
    self.session = session
    proxy = session.proxyAddress.flatMap { strdup($0) }
  }

  deinit {
    git_remote_disconnect(raw)
    git_remote_free(raw)
    free(proxy)
  }

  func open() throws(GitError) {
    var options = git_remote_connect_options()
    try call(session.action) {
      git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
    }
    options.callbacks = try session.callbacks()
    session.set(&options.proxy_opts, proxy)
    // any other value lets the first answer lead to another host, which would then get the token;
    // with this one libgit2 still follows to another path or port of the same host, not to http
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
    do {
      try call(session.action) { git_remote_connect_ext(raw, GIT_DIRECTION_FETCH, &options) }
    } catch {
      throw RemoteFailure.explained(error, session, connecting: true)
    }
  }

  func branches() throws(GitError) -> RemoteBranches {
    var (list, count): (UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?, Int) = (nil, 0)
    do {
      try call(session.action) { git_remote_ls(&list, &count, raw) }
    } catch {
      throw RemoteFailure.explained(error, session, connecting: true)
    }
    let prefix = "refs/heads/"
    let heads = UnsafeBufferPointer(start: list, count: count).compactMap { pointer in
      guard let head = pointer?.pointee else { return nil as (String, ObjectID)? }
      let name = String(cString: head.name)
      return name.hasPrefix(prefix)
        ? (String(name.dropFirst(prefix.count)), ObjectID(head.oid)) : nil
    }
    return RemoteBranches(heads: heads.map { (name: $0.0, id: $0.1) })
  }

  /// Downloads what is missing of a branch; no reference changes.
  ///
  /// - Returns: how many objects came.
  func download(_ branch: String) throws(GitError) -> Int {
    var options = git_fetch_options()
    try call(session.action) {
      git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
    }
    options.callbacks = try session.callbacks()
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
    session.set(&options.proxy_opts, proxy)
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
    do {
      try call(session.action) {
        withStrings(["refs/heads/\(branch)"]) { git_remote_download(raw, $0, &options) }
      }
    } catch {
      throw RemoteFailure.explained(error, session, connecting: false)
    }
    return git_remote_stats(raw).map { Int($0.pointee.received_objects) } ?? 0
  }
}

/// Lends strings to a call as libgit2's array type.
private func withStrings<R>(
  _ strings: [String], _ body: (UnsafePointer<git_strarray>) -> R
) -> R {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { text in
    let bytes = text.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    copy.initialize(from: Array(bytes), count: bytes.count)
    return copy
  }
  defer { for pointer in pointers { pointer?.deallocate() } }
  return pointers.withUnsafeMutableBufferPointer { buffer in
    var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
    return body(&array)
  }
}
