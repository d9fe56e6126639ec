/// A floating-point number in the forms in which SOPS writes and authenticates it: the fewest
/// digits that read back as the same number.
struct DecimalText {
  private let sign: String
  private let digits: [Character]
  /// Where the decimal point stands: 0.digits times ten to this power.
  private let point: Int
  private let special: String?

  init(_ value: Double) {
    sign = value.sign == .minus && !value.isNaN ? "-" : ""
    special = value.isNaN ? "NaN" : value.isInfinite ? (sign.isEmpty ? "+Inf" : "-Inf") : nil
    let parts = value.magnitude.description.lowercased().split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = (parts.first ?? "0").split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa.first.map(Array.init) ?? []
    let fraction = mantissa.count > 1 ? Array(mantissa[1]) : []
    let all = whole + fraction
    let leading = all.prefix { $0 == "0" }.count
    var significant = Array(all.dropFirst(leading))
    while significant.last == "0" { significant.removeLast() }
    digits = significant
    point = significant.isEmpty ? 1 : whole.count - leading + exponent
  }

  /// Never with an exponent: what the MAC covers.
  var plain: String {
    if let special { return special }
    if digits.isEmpty { return sign + "0" }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + String(digits) }
    if point >= digits.count {
      return sign + String(digits) + String(repeating: "0", count: point - digits.count)
    }
    return sign + String(digits[..<point]) + "." + String(digits[point...])
  }

  /// As JSON writes it: with an exponent below 1e-6 and from 1e21.
  var json: String {
    let exponent = point - 1
    guard special == nil, !digits.isEmpty, exponent < -6 || exponent >= 21 else { return plain }
    return scientific("e", minimum: 1)
  }

  /// With an exponent below 1e-4 and from 1e6, and never like an integer: what is printed.
  var short: String {
    let exponent = point - 1
    guard special == nil, !digits.isEmpty, exponent < -4 || exponent >= 6 else {
      let text = plain
      return special != nil || text.contains(".") ? text : text + ".0"
    }
    return scientific("E", minimum: 2)
  }

  private func scientific(_ mark: String, minimum: Int) -> String {
    let exponent = point - 1
    let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
    let power = String(exponent.magnitude)
    return sign + String(digits[0]) + fraction + mark + (exponent < 0 ? "-" : "+")
      + String(repeating: "0", count: max(0, minimum - power.count)) + power
  }
}
