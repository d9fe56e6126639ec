/// Text of others as it fits into a message: on one line, and steering no terminal.
///
/// - Parameter limit: Unicode scalars at most: one character may be made of any number of them.
func printable(_ text: String, limit: Int) -> String {
  let start = text.unicodeScalars.prefix(limit + 1).map { scalar -> Unicode.Scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: " "
    default: scalar
    }
  }
  let line = String(String.UnicodeScalarView(start.prefix(start.count > limit ? limit - 3 : limit)))
  return start.count > limit ? line + "..." : line
}
