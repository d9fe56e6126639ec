import Testing

@testable import Docker

@Suite("What the Engine says of a pull")
struct PullWordsTests {
  @Test(
    "tells why it failed",
    arguments: [
      ("manifest for 127.0.0.1:5000/nope:1 not found: manifest unknown", .missing),
      ("no matching manifest for linux/arm64/v8 in the manifest list entries", .missing),
      ("toomanyrequests: You have reached your pull rate limit", .limited),
      ("error parsing HTTP 429 response body: invalid character 's'", .limited),
      ("unexpected status from HEAD request to http://r/v2/x: 429 Too Many Requests", .limited),
      ("pull access denied for x, repository does not exist or may require login", .refused),
      ("Head \"http://r/v2/x/manifests/1\": no basic auth credentials", .refused),
      ("unauthorized: authentication required", .refused),
      ("error parsing HTTP 403 response body: invalid character 'd'", .refused),
      ("Get \"http://r/v2/\": dial tcp 127.0.0.1:1: connect: connection refused", .unreachable),
      ("dial tcp: lookup registry-1.docker.io: no such host", .unreachable),
      ("received unexpected HTTP status: 503 Service Unavailable", .unreachable),
      ("Head \"http://r/v2/x/manifests/1\": EOF", .cutOff), ("unexpected EOF", .cutOff),
      ("read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer", .cutOff),
      ("failed to register layer: write /usr/lib/x: no space left on device", .diskFull),
      ("invalid reference format: repository name must be lowercase", .other),
    ] as [(String, PullFailure)])
  func failures(words: String, failure: PullFailure) {
    #expect(PullFailure(words: words) == failure)
  }

  @Test("is worth another attempt only where time may help")
  func passing() {
    let all: [PullFailure] = [
      .missing, .refused, .limited, .unreachable, .cutOff, .hung, .diskFull, .noEngine, .noLogin,
      .overdue, .stopped, .other,
    ]
    let passing = all.filter(\.isPassing)
    #expect(passing == [.limited, .unreachable, .cutOff, .hung])
  }

  private func progress(_ lines: (String, String, Int64?, Int64?)...) -> PullProgress {
    var layers = PullLayers()
    for (id, status, current, total) in lines {
      let detail = PullLine.Detail(current: current, total: total)
      layers.take(PullLine(id: id, status: status, detail: detail, error: nil, failure: nil))
    }
    return layers.progress
  }

  @Test("adds up over the layers")
  func layers() {
    #expect(progress(("1", "Pulling from web", nil, nil)) == PullProgress())
    #expect(
      progress(
        ("a", "Pulling fs layer", nil, nil), ("b", "Downloading", 10, 100),
        ("a", "Downloading", 5, 50), ("b", "Downloading", 40, 100)
      ) == PullProgress(received: 45, total: 150))
    #expect(
      progress(
        ("a", "Downloading", 5, 50), ("a", "Download complete", nil, nil),
        ("a", "Extracting", 3, 50), ("b", "Already exists", nil, nil)
      ) == PullProgress(received: 50, total: 50))
  }

  @Test("takes no number for more than it can be, so that no sum is too large")
  func huge() {
    let layers = [
      ("a", "Downloading", Int64?(.max), Int64?(.max)), ("b", "Downloading", .max, .max),
      ("c", "Downloading", .min, .min),
    ]
    let sum = progress(layers[0], layers[1], layers[2])
    #expect(sum.received == sum.total && sum.total == 2 << 44, "\(sum)")
  }

  @Test("counts a download that goes on after an interruption once")
  func resumed() {
    let first = ("a", "Downloading", Int64?(60), Int64?(100))
    #expect(
      progress(first, ("a", "Retrying in 5 seconds", nil, nil), ("a", "Downloading", 10, 50))
        == PullProgress(received: 60, total: 100))
    #expect(progress(("a", "Downloading", 60, nil)) == PullProgress(received: 60, total: 60))
  }

  @Test(
    "is asked for by the registry's host",
    arguments: [
      ("nginx", "docker.io"), ("who/ever:1", "docker.io"), ("docker.io/library/nginx", "docker.io"),
      ("index.docker.io/x/y", "docker.io"), ("ghcr.io/a/b@sha256:1", "ghcr.io"),
      ("127.0.0.1:5000/web:1", "127.0.0.1:5000"), ("localhost/web", "localhost"),
      ("localhost:5000/web", "localhost:5000"), ("Host/web", "Host"),
    ])
  func registries(image: String, host: String) {
    #expect(ImageReference(image).registry == host)
  }
}
