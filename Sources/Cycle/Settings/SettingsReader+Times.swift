internal import Model
internal import YAML

/// How long things may take.
extension SettingsReader {
  /// `verify: {window: 60s, stable: 20s}`
  func verification() -> VerificationWindow? {
    guard let keys = fields.fields("verify", known: ["window", "stable"]) else { return nil }
    let range = VerificationWindow.limits
    var verify = VerificationWindow()
    if let window = keys.seconds("window", range) { verify.window = Double(window) }
    if let stable = keys.seconds("stable", 0...range.upperBound) { verify.stable = Double(stable) }
    if verify.stable > verify.window {
      let key = keys.has("stable") ? "stable" : "window"
      let (stable, window) = (TimeSpan(Int64(verify.stable)), TimeSpan(Int64(verify.window)))
      problems.add(
        "stable (\(stable)) must not be longer than window (\(window))", at: keys.mark(of: key))
    }
    return verify
  }

  /// `deadlines: {up: 10m, pull: 30m, build: 30m, hook: 10m}`
  func deadlines() -> Deadlines? {
    guard let keys = fields.fields("deadlines", known: ["up", "pull", "build", "hook"]) else {
      return nil
    }
    // none is longer than the whole cycle
    let range = 1...Int64(Site.deadline)
    var deadlines = Deadlines()
    if let up = keys.seconds("up", range) { deadlines.up = Double(up) }
    if let pull = keys.seconds("pull", range) { deadlines.pull = Double(pull) }
    if let build = keys.seconds("build", range) { deadlines.build = Double(build) }
    if let hook = keys.seconds("hook", range) { deadlines.hook = Double(hook) }
    return deadlines
  }
}
