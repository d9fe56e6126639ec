internal import Git
internal import Model
internal import Posix

/// What the receipts of a stack's services would say now, but for what only containers can tell.
struct Wanted {
  let repository: Repository
  let tree: ObjectID
  /// The absolute path of the checkout.
  let checkout: String
  /// The sealed content of decrypted files, by their path in the checkout.
  let plaintexts: [String: String]
  /// Paths in the repository whose files are about to be written: what stands there is not what
  /// containers will see.
  let replaced: Set<String>

  init(
    of stack: Stack, _ target: Target, _ site: Site, replaced: Set<String> = []
  ) {
    repository = target.repository
    tree = target.tree(of: stack.name)
    checkout = site.settings.checkout
    plaintexts = target.secrets.plaintexts(of: stack).mapValues { site.seal($0) }
    self.replaced = replaced
  }

  /// By the service's name.
  func receipts(of project: ResolvedProject) throws(GitError) -> [String: ServiceReceipt] {
    var result: [String: ServiceReceipt] = [:]
    for service in project.services { result[service.name] = try receipt(of: service) }
    return result
  }

  /// The paths in the repository that Compose itself resolved: what is mounted, and what images are
  /// built from.
  func paths(of project: ResolvedProject) -> [String] {
    Set(project.services.flatMap { $0.mounts + $0.buildPaths }.compactMap(relative)).sorted()
  }

  private func receipt(of service: ResolvedService) throws(GitError) -> ServiceReceipt {
    var mounts: [MountReceipt] = []
    for path in Set(service.mounts.compactMap(relative)).sorted() {
      if let mount = try mount(path) { mounts.append(mount) }
    }
    return ServiceReceipt(
      image: service.image, replicas: service.replicas, isOneShot: service.isOneShot,
      containerName: service.containerName, networks: service.networks, mounts: mounts,
      build: try build(service), inlineFiles: service.inlineFiles,
      environment: service.environment, definition: service.definition)
  }

  /// A path of the checkout as one of the repository; nil for one elsewhere.
  private func relative(_ path: String) -> String? {
    if path == checkout { return "" }
    guard path.hasPrefix(checkout + "/") else { return nil }
    return String(path.dropFirst(checkout.count + 1))
  }

  private func build(_ service: ResolvedService) throws(GitError) -> String? {
    guard let definition = service.build else { return nil }
    var blobs = ["": definition]
    for path in service.buildPaths.compactMap(relative) {
      let real = try LinkedPath(repository: repository, tree: tree).real(path) ?? path
      for file in try repository.files(of: tree, at: real) { blobs[file.path] = file.id.hex }
    }
    return Digester.digest(blobs)
  }

  /// What containers see at a path; nil where nothing of it is the repository's.
  private func mount(_ path: String) throws(GitError) -> MountReceipt? {
    var blobs: [String: String] = [:]
    let real = try LinkedPath(repository: repository, tree: tree).real(path) ?? path
    for file in try repository.files(of: tree, at: real) {
      blobs[file.path] = file.id.hex
      if file.kind == .link, let target = try target(of: file) {
        for other in try repository.files(of: tree, at: target) { blobs[other.path] = other.id.hex }
      }
    }
    for (plaintext, seal) in plaintexts
    where plaintext == real || plaintext.hasPrefix(real + "/") { blobs[plaintext] = seal }
    if blobs.isEmpty { return nil }
    let now =
      replaced.contains(real)
      ? Knowledge.Inode(device: 0, inode: 0) : Knowledge.Inode(at: path, in: checkout)
    let isFile = path.isEmpty ? false : try repository.entry(of: tree, at: real)?.kind != .folder
    return MountReceipt(
      path: path, isFile: isFile, device: now.device, inode: now.inode, blobs: blobs)
  }

  private func target(of link: TreeEntry) throws(GitError) -> String? {
    DeclarationLoader.target(of: link.path, try repository.blob(link.id))
  }
}
