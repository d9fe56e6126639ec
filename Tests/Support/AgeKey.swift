/// Two X25519 key pairs of `age`, made for the tests and used nowhere else.
public struct AgeKey: Sendable {
  public let identity: String
  public let recipient: String

  /// The key every ``Host`` holds.
  public static let host = AgeKey(
    identity: "AGE-SECRET-KEY-15JG96CR7MAGTQFEECRRG473F9RPYFN9MWMA9EV9L2UQPJTS6PN5SMUH00X",
    recipient: "age1h0v3u4nx8mtcpj353kunfwgmsvzmpz2gh73r3cvp0386p7895cjqjttgl0")

  /// A key no ``Host`` holds.
  public static let foreign = AgeKey(
    identity: "AGE-SECRET-KEY-109PPRGJ0C32SAAHAKPN2WQKS7L0G79NQTY0Q0YV0M6E8HXLH5N0QJ9EEG0",
    recipient: "age1j33mpfqtt38885rpj7t0s6me8v36ymnlmt3m296fejgsccud05sq8kshjh")
}
