import Testing

@testable import Docker

@Suite("What docker compose prints")
struct MessagesTests {
  private func error(
    _ text: String, code: Int32 = 1, output: String = ""
  ) -> ComposeError {
    ComposeError("start media", code: code, output: Array(output.utf8), errors: Array(text.utf8))
  }

  @Test(
    "tells what went wrong",
    arguments: [
      (
        1, "Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?",
        .noEngine
      ),
      (
        1,
        """
        unable to get image 'web:1': Cannot connect to the Docker daemon at unix:///x.sock. \
        Is the docker daemon running?
        """, .noEngine
      ),
      (
        15,
        """
        error while interpolating services.a.command: required variable FOO is missing a value: \
        give me
        """, .requiredVariable("FOO")
      ),
      (15, "yaml: line 1: did not find expected key", .invalid),
      (14, "open /srv/none.yml: no such file or directory", .invalid),
      (
        15, "validating /srv/c.yml: services.a Additional property imag is not allowed", .invalid
      ),
      (
        1,
        """
        Error response from daemon: Conflict. The container name "/fixed" is already in use by \
        container "9c93d0". You have to remove (or rename) that container to be able to reuse \
        that name.
        """, .nameTaken("fixed")
      ),
      (
        1, "Error response from daemon: removal of container e7618297 is already in progress",
        .removalInProgress
      ),
      (
        1,
        """
        Error response from daemon: container is marked for removal and cannot be started
        """, .removalInProgress
      ),
      (1, "Error response from daemon: No such container: 9c93d0", .removalInProgress),
      (
        1,
        """
        Error response from daemon: driver failed programming external connectivity on endpoint \
        s-a-1 (39d3): Bind for 127.0.0.1:8080 failed: port is already allocated
        """, .portTaken("127.0.0.1:8080")
      ),
      (
        1,
        """
        Error response from daemon: driver failed programming external connectivity on endpoint \
        s-a-1 (493b): Error starting userland proxy: listen tcp4 127.0.0.1:8081: bind: address \
        already in use
        """, .portTaken("127.0.0.1:8081")
      ),
      (
        18, "Error response from daemon: manifest for web:nope not found: manifest unknown",
        .imageNotFound
      ),
      (1, "Error response from daemon: no such image: a:1: No such image: a:1", .imageNotFound),
      (
        18,
        """
        Error response from daemon: Head "http://127.0.0.1:6401/v2/x/manifests/1": no basic auth \
        credentials
        """, .registryRefused
      ),
      (
        18,
        """
        Error response from daemon: pull access denied for x, repository does not exist or may \
        require 'docker login': denied: requested access to the resource is denied
        """, .registryRefused
      ),
      (
        18,
        """
        error getting credentials - err: exec: "docker-credential-pass": executable file not \
        found in $PATH, out: ``
        """, .registryRefused
      ),
      (
        18,
        """
        Error response from daemon: toomanyrequests: You have reached your pull rate limit.
        """, .registryLimit
      ),
      (
        18,
        """
        Error response from daemon: Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: \
        connection refused
        """, .registryUnreachable
      ),
      (
        18, "Error response from daemon: received unexpected HTTP status: 503 Service Unavailable",
        .registryUnreachable
      ),
      (
        18, "Error response from daemon: Get \"https://x/v2/\": dial tcp: lookup x: no such host",
        .registryUnreachable
      ),
      (
        1, "Error response from daemon: dial tcp 10.0.0.1:1: connection refused", .other
      ),
      (
        17, "failed to solve: failed to compute cache key: \"/nofile\" not found: not found",
        .buildFailed
      ),
      (
        18, "failed to register layer: write /usr/lib/x: no space left on device", .diskFull
      ),
      (
        1,
        """
        Error response from daemon: failed to create shim task: OCI runtime create failed: runc \
        create failed: unable to start container process: error during container init: open \
        sysctl net.ipv4.ip_unprivileged_port_start file: reopen fd 8: permission denied
        """, .hostFault
      ),
      (
        1,
        """
        failed to create network t_default: Error response from daemon: could not find an \
        available, non-overlapping IPv4 address pool among the defaults
        """, .hostFault
      ),
      (
        1,
        """
        Error response from daemon: failed to create shim task: OCI runtime create failed: runc \
        create failed: unable to start container process: exec: "/nope": stat /nope: no such file \
        or directory: unknown
        """, .other
      ),
      (1, "service \"k\" didn't complete successfully: exit 3", .other),
    ] as [(Int32, String, ComposeFailure)])
  func failures(code: Int32, text: String, failure: ComposeFailure) {
    let error = error(" Container s-a-1  Creating\n\(text)\n", code: code)
    #expect(error.failure == failure)
    #expect(error.messages == [Messages.clean(text)])
  }

  @Test(
    "of a dotenv file is dropped, but for the file, the line and the kind of fault",
    arguments: [
      (
        "failed to read /srv/a.env: line 5: unterminated quoted value \"hunter2\nhunter2\n",
        "/srv/a.env", nil, .unterminatedQuote
      ),
      (
        "failed to read /srv/a.env: line 2: unexpected character \"!\" in variable name \"!h=hunter2\"",
        "/srv/a.env", 2, .badName
      ),
      (
        "failed to read /srv/a b.env: line 2: unexpected character \"!\" in variable name near "
          + "\"!h=hunter2\\nX=hunter2\"", "/srv/a b.env", 2, .badName
      ),
      ("failed to read /srv/a.env: line 2: key cannot contain a space", "/srv/a.env", 2, .badName),
      (
        "failed to read /srv/a.env: required variable hunter2 is missing a value: hunter2",
        "/srv/a.env", nil, .badVariable
      ),
      (
        "failed to read /srv/a.env: Invalid template: \"hunter2${b\"", "/srv/a.env", nil,
        .badVariable
      ),
      ("failed to read /srv/a.env: hunter2: hunter2", "/srv/a.env", nil, .unreadable),
      ("line 3: unterminated quoted value \"hunter2\nhunter2", nil, nil, .unterminatedQuote),
      ("line 3: hunter2\nhunter2", nil, 3, .unreadable),
      (
        "unexpected character \"-\" in variable name near \"hunter2-x=1\\n\"", nil, nil, .badName
      ),
      ("Invalid template: \"hunter2$\"", nil, nil, .badVariable),
      ("setenv: invalid argument", nil, nil, .badName),
      (
        "time=\"2026-11-21T10:25:37Z\" level=fatal msg=\"failed to read /srv/a.env: line 1: "
          + "unexpected character \\\"!\\\" in variable name \\\"hunter2\\\"\"", "/srv/a.env", 1,
        .badName
      ),
      ("Couldn't find env file: /srv/nope.env", "/srv/nope.env", nil, .missing),
      (
        "env file /srv/x.env not found: stat /srv/x.env: no such file or directory", "/srv/x.env",
        nil, .missing
      ),
    ] as [(String, String?, Int?, ComposeFailure.EnvironmentFault)])
  func dotenv(text: String, path: String?, line: Int?, fault: ComposeFailure.EnvironmentFault) {
    let error = error("\(text)\nhunter2=hunter2\n", code: 15)
    #expect(error.failure == .environmentFile(path: path, line: line, fault))
    #expect(!"\(error)\(error.problem)".contains("hunter2"))
    #expect(error.problem.place?.file == path)
    #expect(error.problem.place?.line == (path == nil ? nil : line))
  }

  @Test("of a template that cannot be filled in is dropped")
  func template() {
    let error = error(
      """
      invalid interpolation format for services.a.command.
      You may need to escape any $ with another $.
      echo ${hunter2
      """, code: 15)
    #expect(error.failure == .invalid)
    #expect(error.messages == ["invalid interpolation format for services.a.command."])
  }

  @Test("warns of variables by name, and of other things in its own words, each once")
  func warnings() {
    let text = """
      time="2026-11-21T10:25:37Z" level=warning msg="The \\"FOO\\" variable is not set. Defaulting to a blank string."
      time="2026-11-21T10:25:37Z" level=warning msg="The \\"FOO\\" variable is not set. Defaulting to a blank string."
      time="2026-11-21T10:25:37Z" level=warning msg="/srv/c.yml: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion"
      time="2026-11-21T10:25:37Z" level=warning msg="a network with name x exists\\nbut is foreign"
       Container s-a-1  Running
      """
    let messages = Messages(Array(text.utf8))
    #expect(
      messages.warnings == [
        .unsetVariable("FOO"), .other("a network with name x exists but is foreign"),
      ])
    #expect(messages.lines == [])
  }

  @Test("is short and on one line each")
  func bounds() {
    let long = String(repeating: "x", count: 1000)
    let text = (0..<50).map { "error \($0)\u{1B}[31m\u{7}\u{9B}\(long)" }.joined(separator: "\n")
    let error = error(text)
    #expect(error.messages.count == 8)
    #expect(error.messages.allSatisfy { $0.count <= 403 })
    #expect(!error.description.unicodeScalars.contains { $0.value < 32 || $0.value == 0x9B })
  }

  @Test("keeps lines that go on")
  func continued() {
    let error = error("yaml: unmarshal errors:\n  line 3: key \"a\" already defined\n", code: 15)
    #expect(error.messages == ["yaml: unmarshal errors:", "line 3: key \"a\" already defined"])
  }

  @Test("may be nothing")
  func silence() {
    #expect(
      error(" Container x  Starting\n", code: 130).messages == [
        "docker compose ended with code 130 and said nothing"
      ])
  }

  @Test("of a usage that it does not know is kept short")
  func usage() {
    #expect(
      error("unknown flag: --ansi\n\nUsage:  docker [OPTIONS]\n\nRun 'docker'").messages == [
        "unknown flag: --ansi"
      ])
  }

  @Test("of a build ends with what the failing step said")
  func buildLog() {
    let log = """
      #5 [b 2/2] RUN make
      #5 0.139 one
      #5 ERROR: exit code: 7
      ------
       > [b 2/2] RUN make:
      \((1...20).map { "0.1 line \($0)" }.joined(separator: "\n"))
      ------
      """
    let text = "failed to solve: executor failed running [make]: exit code: 7\n"
    let error = error(text, code: 17, output: log)
    #expect(error.failure == .buildFailed)
    #expect(error.messages.first == "failed to solve: executor failed running [make]: exit code: 7")
    #expect(error.messages[1] == "> [b 2/2] RUN make:")
    #expect(error.messages.last == "0.1 line 20")
    #expect(error.messages.count == 9)
  }

  @Test("says what can be tried again at once, and what no commit can mend")
  func kinds() {
    #expect(ComposeFailure.nameTaken("x").isPassing && ComposeFailure.removalInProgress.isPassing)
    #expect(!ComposeFailure.other.isPassing && !ComposeFailure.noEngine.isPassing)
    #expect(ComposeFailure.hostFault.isHostFault && ComposeFailure.diskFull.isHostFault)
    #expect(!ComposeFailure.invalid.isHostFault && !ComposeFailure.portTaken(nil).isHostFault)
  }

  @Test("is read in a moment, however long it is")
  func long() {
    let lines = (1...4000).map { "step \($0) of a build says what it does" }
    let texts = [
      lines.joined(separator: "\n"), String(repeating: "failed to read /", count: 12_000),
    ]
    let took = ContinuousClock().measure { for text in texts { _ = error(text) } }
    #expect(took < .seconds(3), "\(took)")
  }
}
