internal import Git

/// Servers whose owners publish their host keys, and where a deploy key is pasted.
enum Forge {
  /// The published host keys of a server; none where it is not a known one.
  static func keys(of url: RemoteURL) -> [HostKey] {
    guard url.kind == .ssh, url.port == 22 else { return [] }
    return (published[url.host] ?? []).map { HostKey(type: $0.type, key: $0.key) }
  }

  /// Of each server its ed25519 and ecdsa keys, as its owner publishes them.
  private static let published: [String: [(type: String, key: String)]] = {
    let (edwards, curve) = ("ssh-ed25519", "ecdsa-sha2-nistp256")
    let (edwardsStart, curveStart) = (
      "AAAAC3NzaC1lZDI1NTE5AAAAI",
      "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB"
    )
    return keys.mapValues { first, second in
      [(edwards, edwardsStart + first), (curve, curveStart + second)]
    }
  }()

  /// What follows after the type and the curve, which are the same in all keys.
  private static let keys: [String: (edwards: String, curve: String)] = [
    "github.com": (
      "OMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
      "EmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg="
    ),
    "gitlab.com": (
      "AfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf",
      "FSMqzJeV9rUzU4kWitGjeR4PWSa29SPqJ1fVkhtj3Hw9xjLVXVYrU9QlYWrOLXBpQ6KWjbjTDTdDkoohFzgbEY="
    ),
    "codeberg.org": (
      "IVIC02vnjFyL+I4RHfvIGNtOgJMe769VTF1VR4EB3ZB",
      "L2pDxWr18SoiDJCGZ5LmxPygTlPu+cCKSkpqkvCyQzl5xmIMeKNdfdBpfbCGDPoZQghePzFZkKJNR/v9Win3Sc="
    ),
    "bitbucket.org": (
      "IazEu89wgQZ4bqs3d63QSMzYVa0MuJ2e2gKTKqu+UUO",
      "PIQmuzMBuKdWeF4+a2sjSSpBK0iqitSQ+5BM9KhpexuGt20JpTVM7u5BDZngncgrqDMbWdxMWWOGtZ9UgbqgZE="
    ),
    "git.sr.ht": (
      "MZvRd4EtM7R+IHVMWmDkVU3VLQTSwQDSAvW0t2Tkj60",
      "Cj6y+cJlqK3BHZRLZuM+KP2zGPrh4H66DacfliU1E2DHAd1GGwF4g1jwu3L8gOZUTIvUptqWTkmglpYhFp4Iy4="
    ),
  ]

  /// Where the public half of a deploy key belongs, in words.
  static func place(for url: RemoteURL) -> String {
    let path = path(of: url)
    switch url.host {
    case "github.com":
      return "https://github.com/\(path)/settings/keys/new (a deploy key; no write access)"
    case "gitlab.com":
      return "https://gitlab.com/\(path)/-/settings/repository (Deploy keys; no write access)"
    case "codeberg.org":
      return "https://codeberg.org/\(path)/settings/keys (a deploy key; no write access)"
    case "bitbucket.org":
      return "https://bitbucket.org/\(path)/admin/access-keys/"
    case "git.sr.ht": return "https://meta.sr.ht/keys"
    default:
      return "Gitea and Forgejo: https://\(url.host)/\(path)/settings/keys; GitLab: "
        + "Settings, Repository, Deploy keys; a plain server: ~\(url.user ?? "git")"
        + "/.ssh/authorized_keys"
    }
  }

  /// "me/infra" of any form of a URL.
  static func path(of url: RemoteURL) -> String {
    var text = url.description[...]
    if let scheme = text.firstRange(of: "://") {
      text = text[scheme.upperBound...]
      text = text[(text.firstIndex(of: "/") ?? text.endIndex)...]
    } else if let colon = text.firstIndex(of: ":") {
      text = text[text.index(after: colon)...]
    }
    let path = text.drop { $0 == "/" }
    return String(path.hasSuffix(".git") ? path.dropLast(4) : path)
  }
}
