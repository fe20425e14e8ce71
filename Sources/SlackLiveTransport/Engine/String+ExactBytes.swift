import RepriseFloor

extension String {
    /// Lends the bytes that the text stands for to libcurl, with a zero behind them.
    func withExactBytes(_ body: (UnsafePointer<CChar>) -> Void) {
        if ExactText.isPlain(self) { return withCString(body) }
        let bytes = ExactText.encode(self).map { CChar(bitPattern: $0) } + [0]
        bytes.withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { body(start) }
        }
    }
}
