/// Images that read each other's data, as long as their major version is the same.
public struct DataFamily: Equatable, Sendable {
  /// The name of a well-known database, or the policy's pattern.
  public let name: String
  /// Nil for what only the policy names.
  private let database: Database?

  fileprivate struct Database: Equatable {
    let name: String
    /// The variables of its images that tell the version, the best first.
    let variables: [String]
    /// Where its images keep data.
    let folders: [String]
    /// The variable that says otherwise; nil where a command has to.
    var folderVariable: String?
    /// Below this it counts major versions by two numbers.
    let twoBelow: Int
  }

  // MariaDB and MySQL change their files from one series to the next (10.6 to 10.11, 8.0 to 8.4), and
  // read none of a later one
  private static let databases = [
    Database(
      name: "postgres", variables: ["PG_MAJOR", "PG_VERSION"], folders: ["/var/lib/postgresql"],
      folderVariable: "PGDATA", twoBelow: 10),
    Database(
      name: "mariadb", variables: ["MARIADB_MAJOR", "MARIADB_VERSION"],
      folders: ["/var/lib/mysql"], twoBelow: .max),
    Database(
      name: "mysql", variables: ["MYSQL_MAJOR", "MYSQL_VERSION"], folders: ["/var/lib/mysql"],
      twoBelow: .max),
    Database(
      name: "mongo", variables: ["MONGO_MAJOR", "MONGO_VERSION"],
      folders: ["/data/db", "/data/configdb"], twoBelow: 5),
  ]

  /// - Returns: nil for an image whose data survives other versions, as far as anybody said.
  public init?(_ image: ImageVersion, _ policy: Policy) {
    if let database = DataFamily.databases.first(where: { $0.name == image.name }) {
      (name, self.database) = (database.name, database)
    } else if let entry = policy.majors.first(where: { image.matches($0, bareNames: true) }) {
      (name, database) = (entry, nil)
    } else {
      return nil
    }
  }

  /// Whether only the policy names it: nothing but tags is sure to tell its versions.
  var isAdded: Bool { database == nil }

  /// The major version of one of its images: for databases what is in it counts more than a tag.
  ///
  /// - Parameter environment: the image's variables, "PG_MAJOR=16"; empty where it is not here.
  public func major(_ image: ImageVersion, environment: [String]) -> String? {
    guard let database else { return tagged(image) ?? told(environment, DataFamily.databases) }
    return told(environment, [database]) ?? tagged(image)
  }

  private func tagged(_ image: ImageVersion) -> String? {
    guard let tag = image.tag else { return nil }
    return MajorVersion.ofPostgres(in: tag)
      ?? MajorVersion.of(tag[...], twoBelow: database?.twoBelow ?? 0)
  }

  private func told(_ environment: [String], _ databases: [Database]) -> String? {
    for database in databases {
      for variable in database.variables {
        let line = environment.first { $0.hasPrefix(variable + "=") } ?? ""
        // "1:10.11.6+maria~ubu2204" has Debian's epoch before it
        let value = line.dropFirst(variable.count + 1).split(separator: ":").last ?? ""
        if let major = MajorVersion.of(value, twoBelow: database.twoBelow) { return major }
      }
    }
    return nil
  }

  /// Whether what is mounted at a path may hold its data: for databases only what has to do with
  /// their folder, if anything of the service does.
  ///
  /// - Parameter targets: all paths at which the service mounts something.
  func keepsData(at target: String, among targets: [String]) -> Bool {
    guard let database, targets.contains(where: database.concerns) else { return true }
    return database.concerns(target)
  }

  /// The mounts of a service that may hold its data.
  ///
  /// - Parameter environment: the variables of its image.
  func data(of service: ResolvedService, environment: [String]) -> [DataMount] {
    let targets = service.data.map(\.target)
    if let database, !targets.contains(where: database.concerns),
      let variable = database.folderVariable, service.environment[variable] == nil,
      !environment.contains(where: { database.isMoved(by: $0) })
    {
      // one that only calls another server keeps its dumps somewhere
      return []
    }
    return service.data.filter { keepsData(at: $0.target, among: targets) }
  }
}

extension DataFamily.Database {
  /// Whether a path of the container has to do with its folders.
  fileprivate func concerns(_ path: String) -> Bool {
    folders.contains { $0 == path || $0.holds(path) || path.holds($0) }
  }

  /// Whether a variable of the image says that data are elsewhere.
  ///
  /// - Parameter line: "PGDATA=/var/lib/postgresql/data"
  fileprivate func isMoved(by line: String) -> Bool {
    guard let folderVariable, line.hasPrefix(folderVariable + "=") else { return false }
    return !concerns(String(line.dropFirst(folderVariable.count + 1)))
  }
}

extension String {
  /// Whether another path is below this one.
  fileprivate func holds(_ path: String) -> Bool { path.hasPrefix(self == "/" ? "/" : self + "/") }
}
