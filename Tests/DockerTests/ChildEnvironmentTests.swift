import Docker
import Testing

@Suite("The environment of docker")
struct ChildEnvironmentTests {
  private func variables(_ own: [String: String]) -> [String] {
    ChildEnvironment(socket: "/run/x.sock", variable: { own[$0] }, home: "/home/me").variables
  }

  @Test("holds what docker needs, and nothing else of this process")
  func closed() {
    #expect(
      variables([
        "PATH": "/bin", "HOME": "/root", "DOCKER_CONFIG": "/etc/docker-login",
        "DOCKER_HOST": "tcp://elsewhere", "DOCKER_CONTEXT": "other", "COMPOSE_PROJECT_NAME": "x",
        "COMPOSE_FILE": "y", "SECRET": "z", "http_proxy": "http://p", "NO_PROXY": "lan",
      ]) == [
        "PATH=/bin", "HOME=/root", "DOCKER_HOST=unix:///run/x.sock",
        "DOCKER_CONFIG=/etc/docker-login", "http_proxy=http://p", "NO_PROXY=lan",
      ])
  }

  @Test("finds logins where HOME is not set", arguments: [[:], ["HOME": ""], ["HOME": "me"]])
  func home(own: [String: String]) {
    #expect(
      variables(own) == [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/home/me",
        "DOCKER_HOST=unix:///run/x.sock",
      ])
  }
}
