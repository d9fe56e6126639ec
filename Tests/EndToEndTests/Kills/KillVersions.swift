import TestSupport

/// Two versions of a repository that differ in all that a cycle deals with: an image, a file that
/// is mounted alone, a shared variable, a secret, a one-shot, a stack that comes and one that goes,
/// with their networks, secrets and hooks. One stack is the same in both.
func killVersion(
  _ name: String, image: String, own: String, notes: Folder, isSick: Bool = false
) throws -> Files {
  let app = try service(
    "app", image, "restart: always", "volumes: ['./app.conf:/app.conf:ro', 'kept:/kept']",
    "environment: {SHARED: '${SHARED}', TOKEN: '${TOKEN}'}",
    "depends_on: {job: {condition: service_completed_successfully}}",
    lines: isSick
      ? ["healthcheck: {test: 'false', interval: 0.2s, timeout: 5s, retries: 1}"] : [])
  let job = try service(
    "job", "worker:1", "network_mode: none", "volumes: ['./data:/data']",
    "command: [sh, -c, 'echo \(name) >>/data/runs']")
  let still = try service(
    "app", "worker:1", "network_mode: none", "volumes: ['kept:/kept']",
    "command: [sh, -c, 'test -e /kept/marker || echo still >/kept/marker; sleep 100000']")
  return try merged([
    list("still", "web", own), ["global/shared.env": "SHARED=\(name)\n"],
    ["stacks/web/compose.yaml": composeFile([app, job, "volumes: {kept: {}}\n"])],
    ["stacks/web/app.conf": "\(name)\n"],
    secret("stacks/web/app.secret.env", "TOKEN=token-of-\(name)\n"),
    hook("web", "pre-deploy", name, notes), hook("web", "post-deploy", name, notes),
    ["stacks/still/compose.yaml": composeFile([still, "volumes: {kept: {}}\n"])],
    stack(own, service("app", "worker:2", "environment: {PIN: '${PIN}'}")),
    secret("stacks/\(own)/own.secret.env", "PIN=pin-of-\(own)\n"),
    hook(own, "pre-teardown", own, notes),
  ])
}

/// A hook that writes down its name and another word.
private func hook(_ stack: String, _ hook: String, _ word: String, _ notes: Folder) -> Files {
  ["stacks/\(stack)/hooks/\(hook)": "#!/bin/sh\necho \(hook) \(word) >>\(notes["said"])\n"]
}
