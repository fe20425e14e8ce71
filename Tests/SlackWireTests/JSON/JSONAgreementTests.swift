import Foundation
import SlackWire
import Testing

/// Our parser, validator and scanner against Foundation's decoder, on the same bytes.
struct `JSON agreement` {
    @Test(arguments: 0..<40)
    func `Generated documents read the same as in Foundation`(seed: Int) throws {
        var random = RandomJSON(seed: UInt64(seed))
        for _ in 0..<50 {
            let value = random.value()
            let text = random.spelling(of: value)
            let parsed = try JSONValue(parsing: text)
            #expect(parsed == value, "\(text)")
            let object = try JSONSerialization.jsonObject(
                with: Data(text.utf8),
                options: .fragmentsAllowed
            )
            #expect(matches(value, object), "\(text)")
        }
    }

    @Test(arguments: 0..<40)
    func `Damaged documents are judged as Foundation judges them`(seed: Int) throws {
        var random = RandomJSON(seed: UInt64(1000 + seed))
        for _ in 0..<50 {
            let value = random.object()
            var bytes = Array(random.spelling(of: value).utf8)
            let position = random.index(below: bytes.count)
            switch random.index(below: 3) {
            case 0: bytes.remove(at: position)
            case 1:
                bytes.insert(Array(#"{}[]",:\0-.e t"#.utf8)[random.index(below: 14)], at: position)
            default: bytes[position] = UInt8(1 + random.index(below: 255))
            }
            let ours = (try? JSONText(validating: bytes)) != nil
            // Foundation refuses half of a surrogate pair, which is JSON.
            let whole = Data(bytes.replacingHalvesOfPairs)
            let theirs =
                (try? JSONSerialization.jsonObject(with: whole, options: .fragmentsAllowed)) != nil
            #expect(ours == theirs, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(((try? JSONValue(parsing: bytes)) != nil) == ours)
        }
    }

    @Test(arguments: 0..<40)
    func `The scanner finds what the tree holds`(seed: Int) throws {
        var random = RandomJSON(seed: UInt64(2000 + seed))
        let paths = [
            ["type"], ["item"], ["item", "ts"], ["message", "item", "id"], ["é"], [""], ["a\"b"],
        ]
        let scanner = JSONFieldScanner(paths)
        for _ in 0..<50 {
            let value = random.object(depth: 3)
            let bytes = Array(random.spelling(of: value).utf8)
            let fields = try scanner.scan(bytes.span.bytes)
            for (field, path) in paths.enumerated() {
                let expected = path.reduce(Optional(value)) { $0?[$1] }
                let found = try fields.json(field, in: bytes.span.bytes).map { try $0.value() }
                #expect(found == expected, "\(path) of \(String(decoding: bytes, as: UTF8.self))")
                #expect(fields.string(field, in: bytes.span.bytes) == expected?.string)
                #expect(fields.bool(field, in: bytes.span.bytes) == expected?.bool)
                #expect(fields.int(field, in: bytes.span.bytes) == expected?.int)
                #expect(fields.contains(field) == (expected != nil))
            }
        }
    }

    @Test(arguments: 0..<40)
    func `The scanner reads no further than its bytes, whatever they are`(seed: Int) {
        var random = RandomJSON(seed: UInt64(3000 + seed))
        let scanner = JSONFieldScanner("type", "item.ts", "text")
        for _ in 0..<50 {
            var bytes = Array(random.spelling(of: random.object()).utf8)
            for _ in 0..<3 {
                bytes[random.index(below: bytes.count)] = UInt8(random.index(below: 256))
            }
            let cut = Array(bytes.prefix(random.index(below: bytes.count + 1)))
            // Any outcome but a trap is right.
            guard let fields = try? scanner.scan(cut.span.bytes) else { continue }
            for field in 0..<3 {
                _ = fields.string(field, in: cut.span.bytes)
                _ = fields.int(field, in: cut.span.bytes)
                _ = fields.json(field, in: cut.span.bytes)
            }
        }
    }

    private func matches(_ value: JSONValue, _ object: Any) -> Bool {
        switch value {
        case .null: return object is NSNull
        case .bool(let truth): return (object as? Bool) == truth
        case .number(let spelling):
            guard let number = object as? NSNumber, let expected = Double(spelling) else {
                return false
            }
            return number.doubleValue == expected
        case .string(let text):
            guard let string = object as? String else { return false }
            return string.utf8.elementsEqual(text.utf8)
        case .array(let elements):
            guard let array = object as? [Any], array.count == elements.count else { return false }
            return zip(elements, array).allSatisfy { matches($0, $1) }
        case .object(let members):
            guard let dictionary = object as? [String: Any] else { return false }
            let names = Set(members.map(\.name))
            guard dictionary.count == names.count else { return false }
            return names.allSatisfy { name in
                guard let member = value[name], let object = dictionary[name] else { return false }
                return matches(member, object)
            }
        }
    }
}

extension [UInt8] {
    /// The document with the character as which a half of a surrogate pair is read for each that stands alone.
    fileprivate var replacingHalvesOfPairs: [UInt8] {
        var bytes = self
        var offset = 0
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "\\") else {
                offset += 1
                continue
            }
            guard let unit = bytes.escapedUnit(at: offset) else {
                offset += 2
                continue
            }
            let next = bytes.escapedUnit(at: offset + 6)
            let isPair =
                (0xd800..<0xdc00).contains(unit)
                && next.map { (0xdc00..<0xe000).contains($0) } == true
            if !isPair, (0xd800..<0xe000).contains(unit) {
                let code = 0xff000 + unit - 0xd800
                let pair = [0xd800 + code >> 10, 0xdc00 + code & 0x3ff]
                let escapes = pair.map { "\\u" + String($0, radix: 16) }.joined()
                bytes.replaceSubrange(offset..<offset + 6, with: escapes.utf8)
                offset += 6
            }
            offset += isPair ? 12 : 6
        }
        return bytes
    }

    private func escapedUnit(at offset: Int) -> Int? {
        guard offset + 6 <= count, self[offset] == UInt8(ascii: "\\"),
            self[offset + 1] == UInt8(ascii: "u"),
            let digits = String(validating: self[offset + 2..<offset + 6], as: UTF8.self),
            digits.allSatisfy(\.isHexDigit)
        else { return nil }
        return Int(digits, radix: 16)
    }
}
