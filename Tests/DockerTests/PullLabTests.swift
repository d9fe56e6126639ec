import Docker
import Model
import Posix
import TestSupport
import Testing

@Suite("Pulling with a real Engine", .laboratory)
struct PullLabTests {
  let lent: TestSupport.Engine
  let home: TestSupport.Folder

  init() throws {
    lent = try TestSupport.Engine.lend()
    home = try TestSupport.Folder("home")
  }

  private func puller(_ change: (inout Puller.Limits) -> Void = { _ in }) -> Puller {
    var limits = Puller.Limits()
    limits.delays = [0.2, 0.2]
    change(&limits)
    let path = "\(home["bin"]):\(plainEnvironment["PATH"] ?? "")"
    let variables = ["HOME": home.path, "PATH": path]
    return Puller(
      Docker.Engine(socket: lent.socket),
      environment: ChildEnvironment(socket: lent.socket, variable: { variables[$0] }),
      limits: limits)
  }

  private func pull(_ images: [String], _ puller: Puller) -> [String: PullFailure] {
    let wanted = images.map { WantedImage($0) }
    let failures = puller.pull(wanted, deadline: Instant.now.adding(seconds: 60))
    return Dictionary(uniqueKeysWithValues: failures.map { ($0.key.name, $0.value.failure) })
  }

  /// Those of these images that are not here, as the check before a start sees it.
  private func missing(_ images: [String]) throws -> [String] {
    let services = images.map { ResolvedService($0, image: $0, project: "media") }
    return ImageCheck.needs(
      of: ResolvedProject(services: services),
      having: try Docker.Engine(socket: lent.socket).images()
    ).pull
  }

  @Test("gets several images at once, each under the name that is looked for")
  func several() throws {
    let pinned = try ["web:1", "worker:1", "oneshot:1", "crash:1"].map { try Lab.image($0) }
    let images = pinned + ["\(Lab.registry)/web:2", "\(Lab.registry)/slow:1"]
    #expect(try missing(images) == images)
    var states: [String: [PullJob.State]] = [:]
    let failures = puller().pull(
      (images + images).map { WantedImage($0) }, deadline: Instant.now.adding(seconds: 60)
    ) { states[$0.name, default: []].append($1) }
    #expect(failures == [:])
    #expect(try missing(images) == [])
    #expect(states.keys.sorted() == images.sorted())
    for told in states.values { #expect(told.last == .done) }
  }

  @Test("is done again for what is here already")
  func again() throws {
    let images = [try Lab.image("web:1"), "\(Lab.registry)/web:1"]
    for _ in 0..<2 { #expect(pull(images, puller()) == [:]) }
    #expect(try missing(images) == [])
  }

  @Test("fails those images alone that cannot be had")
  func some() throws {
    let good = try Lab.image("web:1")
    let bad = [
      "\(Lab.registry)/nope:1": PullFailure.missing, "\(Lab.registry)/web:nope": .missing,
      "\(Lab.registry)/web@sha256:" + String(repeating: "a", count: 64): .missing,
      "127.0.0.1:1/web:1": .unreachable, "\(Lab.registry)/Web:1": .other,
    ]
    #expect(pull([good] + bad.keys, puller { $0.delays = [] }) == bad)
    #expect(try missing([good]) == [])
  }

  @Test("is done for as many at once as is allowed", arguments: [1, 3])
  func jobs(count: Int) throws {
    let proxy = try StandInProxy(.slow(0.4))
    let images = try ["web:1", "worker:1", "oneshot:1", "crash:1", "sick:1"].map(proxy.image)
    #expect(pull(images, puller { $0.jobs = count }) == [:])
    #expect(proxy.most == count)
  }

  @Test("waits for a registry that asks to come back later")
  func limit() throws {
    let proxy = try StandInProxy(.limit(times: 2))
    let image = try proxy.image("worker:1")
    #expect(pull([image], puller()) == [:])
    #expect(try missing([image]) == [])
    let angry = try StandInProxy(.limit(times: 1000))
    let images = try [angry.image("web:1"), Lab.image("web:1")]
    #expect(pull(images, puller()) == [images[0]: .limited])
    #expect(try missing(images) == [images[0]])
  }

  @Test("gives up a registry that hangs, and others do not wait for it")
  func hang() throws {
    let proxy = try StandInProxy(.hang)
    let images = try [proxy.image("web:1"), Lab.image("worker:1")]
    let puller = puller {
      $0.patience = 1
      $0.delays = [0.1]
    }
    var done: [String] = []
    let failures = puller.pull(
      images.map { WantedImage($0) }, deadline: Instant.now.adding(seconds: 60)
    ) { image, state in
      switch state {
      case .done, .failed: done.append(image.name)
      default: break
      }
    }
    #expect(failures.mapValues(\.failure) == [WantedImage(images[0]): .hung])
    #expect(done == [images[1], images[0]])
    #expect(proxy.requests >= 2)
  }

  @Test("begins anew where the registry breaks off")
  func close() throws {
    let proxy = try StandInProxy(.close(times: 2))
    let image = try proxy.image("worker:1")
    #expect(pull([image], puller()) == [:])
    let away = try StandInProxy(.close(times: 1000))
    let other = try away.image("worker:1")
    #expect(pull([other], puller()) == [other: .cutOff])
  }

  @Test("goes on with a layer that broke off half way")
  func cut() throws {
    let proxy = try StandInProxy(.cut(times: 1))
    let image = try proxy.image("worker:1")
    #expect(pull([image], puller()) == [:])
    #expect(try missing([image]) == [])
  }

  @Test("shows the login that docker login left")
  func logins() throws {
    let registry = try Registry(login: true)
    let image = try registry.image("worker:1")
    #expect(pull([image], puller()) == [image: .refused])
    let wrong = #"{"auths": {"\#(registry.address)": {"auth": "cmVhZGVyOmh1bnRlcjI="}}}"#
    try write(wrong, to: home[".docker/config.json"])
    #expect(pull([image], puller()) == [image: .refused])
    let login = ["docker", "login", "-u", "reader", "-p", "opensesame", registry.address]
    let environment = ["HOME": home.path, "PATH": plainEnvironment["PATH"] ?? ""]
    try must(login, environment: environment)
    #expect(pull([image], puller()) == [:])
    #expect(try missing([image]) == [])
  }

  @Test("shows the login that a credential helper answers")
  func helper() throws {
    let registry = try Registry(login: true)
    let image = try registry.image("worker:1")
    try write(
      #"{"credHelpers": {"\#(registry.address)": "test"}}"#, to: home[".docker/config.json"])
    func answer(_ password: String) throws {
      let words = #"{"ServerURL": "", "Username": "reader", "Secret": "\#(password)"}"#
      try write(
        "#!/bin/sh\ntest \"$(cat)\" = \(registry.address) && echo '\(words)'\n",
        to: home["bin/docker-credential-test"], mode: 0o755)
    }
    try answer("hunter2")
    #expect(pull([image], puller()) == [image: .refused])
    try answer("opensesame")
    #expect(pull([image], puller()) == [:])
    #expect(try missing([image]) == [])
  }
}
