extension Array {
  /// In an order of which each beginning is spread over all.
  ///
  /// - Parameter start: another one gives another order.
  func spread(from start: UInt64 = 0) -> [Element] {
    let golden = 0.618_033_988_749_895
    return enumerated().map { index, element in
      let place = Double(index) * golden + Double(start % 1000) / 1000
      return (place - place.rounded(.down), element)
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Each n-th element.
  ///
  /// - Parameter share: the first one's place, and n.
  func share(_ share: (first: Int, of: Int)) -> [Element] {
    stride(from: share.first, to: count, by: share.of).map { self[$0] }
  }
}
