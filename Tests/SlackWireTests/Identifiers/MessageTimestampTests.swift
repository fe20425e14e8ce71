import SlackWire
import Testing

struct `Message timestamps` {
    @Test(
        arguments: [
            ("1355517523.000005", "1355517523.000006"), ("1355517523.000005", "1355517524.000001"),
            ("999999999.999999", "1000000000.000000"), ("1355517523", "1355517523.000001"),
            ("0001.5", "2.5"), ("", "1"), ("1355517523.00001", "1355517523.000010"),
        ] as [(MessageTimestamp, MessageTimestamp)]
    )
    func `The earlier comes first`(earlier: MessageTimestamp, later: MessageTimestamp) {
        #expect(earlier < later)
        #expect(!(later < earlier))
        #expect(earlier != later)
    }

    @Test func `The order is total and agrees with equality`() {
        let texts = ["1", "01", "1.0", "1.00", "1.", "", ".", "a", "1.5.2", "10", "9.9"]
        let stamps = texts.map { MessageTimestamp($0) }
        for left in stamps {
            for right in stamps {
                let outcomes = [left < right, left == right, left > right]
                #expect(outcomes.count { $0 } == 1, "\(left) and \(right)")
            }
        }
    }

    @Test func `The digits are kept as they were spelled`() {
        #expect("\(MessageTimestamp("1485975421.000002"))" == "1485975421.000002")
    }
}
