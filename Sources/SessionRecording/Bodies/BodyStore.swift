import SecretRedaction
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The long bodies of a recording that is being written, in the folder beside it.
///
/// One thread uses it.
final class BodyStore {
    private struct Draft {
        let file: BodyDraft
        var redaction: BodyRedaction
    }

    let folder: BodyFolder
    private let fixture: String
    private let isPublic: Bool
    private let synchronizes: Bool
    private var drafts: [Int: Draft] = [:]
    private var finished: [Int: BodyFile] = [:]
    /// Files that were put there by this recording, and were not there before.
    private var new: Set<String> = []
    /// Files that entries of this recording name, in the order in which they did.
    private(set) var named: [BodyFile] = []
    private var namedHashes: Set<String> = []
    private var lastCopy = 0

    /// - Parameters:
    ///   - fixture: The fixture beside which they will lie.
    ///   - isPublic: Whether others than the user may read them when they are whole.
    init(beside fixture: String, isPublic: Bool, synchronizes: Bool) {
        self.fixture = fixture
        self.isPublic = isPublic
        self.synchronizes = synchronizes
        folder = BodyFolder(beside: fixture)
    }

    // MARK: As they come

    /// Begins a body, and says on the disk of which entry, without secrets, it is.
    func begin(
        _ number: Int,
        of entry: SessionEntry,
        in header: SessionHeader
    ) throws(FileFailure) {
        if drafts.isEmpty, finished.isEmpty { BodyDraft.removeLeftovers(in: folder, of: fixture) }
        let draft = try BodyDraft(in: folder, number: number)
        try draft.note(entry, in: header)
        drafts[number] = Draft(file: draft, redaction: BodyRedaction("body"))
    }

    /// Takes something of a body.
    func append(
        _ piece: [UInt8],
        to number: Int,
        _ redactor: inout Redactor?
    ) throws(FileFailure) {
        guard var draft = drafts.removeValue(forKey: number) else { return }
        defer { drafts[number] = draft }
        try draft.file.write(Self.redacted(piece, &draft.redaction, &redactor))
    }

    /// Takes the end of a body: the entry that has it follows.
    func finish(_ number: Int, _ redactor: inout Redactor?) throws(FileFailure) {
        guard var draft = drafts.removeValue(forKey: number) else { return }
        try draft.file.write(Self.rest(of: &draft.redaction, &redactor))
        finished[number] = try put(draft.file)
    }

    /// Forgets a body.
    func drop(_ number: Int) {
        drafts.removeValue(forKey: number)?.file.remove()
    }

    /// Forgets all bodies that are not whole.
    private func dropAll() {
        for draft in drafts.values { draft.file.remove() }
        drafts = [:]
    }

    private func put(_ draft: BodyDraft) throws(FileFailure) -> BodyFile {
        let (file, isNew) = try draft.finish(synchronize: synchronizes)
        if isNew { new.insert(file.sha256) }
        return file
    }

    /// The entry, its body being the one that was written; what lies beside another fixture is copied.
    func stored(
        _ entry: SessionEntry,
        _ redactor: inout Redactor?
    ) throws(FileFailure) -> SessionEntry {
        guard let body = entry.bodyFile else { return entry }
        var stored: BodyFile
        if let number = body.draft, let file = finished[number] {
            stored = file
        } else if redactor == nil, !body.sha256.isEmpty, body.path == folder.path(of: body.sha256) {
            stored = body
        } else if redactor == nil, !body.sha256.isEmpty,
            access(folder.path(of: body.sha256), F_OK) == 0
        {
            stored = folder.located(body)
        } else {
            stored = try copied(body, &redactor)
        }
        stored.isCut = body.isCut
        if namedHashes.insert(stored.sha256).inserted { named.append(stored) }
        var entry = entry
        entry.bodyFile = stored
        return entry
    }

    /// A body written once more, without secrets if somebody takes them out.
    ///
    /// One that cannot be read stays what it is called: whoever looks for it says that it is missing.
    func copied(_ body: BodyFile, _ redactor: inout Redactor?) throws(FileFailure) -> BodyFile {
        guard let source = try? BodySource(body) else { return body }
        lastCopy -= 1
        let number = lastCopy
        let draft = try BodyDraft(in: folder, number: number)
        do throws(FileFailure) {
            var redaction = BodyRedaction("body")
            try source.visit { piece throws(FileFailure) in
                try draft.write(Self.redacted(piece, &redaction, &redactor))
            }
            try draft.write(Self.rest(of: &redaction, &redactor))
            return try put(draft)
        } catch {
            draft.remove()
            throw error
        }
    }

    /// What is done of a body with this piece, without secrets if somebody takes them out.
    private static func redacted(
        _ piece: [UInt8],
        _ redaction: inout BodyRedaction,
        _ redactor: inout Redactor?
    ) -> [UInt8] {
        // Taken out and given back, so that there is one of it.
        guard var taking = redactor.take() else { return piece }
        defer { redactor = taking }
        return redaction.add(piece, &taking)
    }

    private static func rest(
        of redaction: inout BodyRedaction,
        _ redactor: inout Redactor?
    ) -> [UInt8] {
        guard var taking = redactor.take() else { return [] }
        defer { redactor = taking }
        return redaction.finish(&taking)
    }

    // MARK: At the end

    /// Says that entries name other files now than they did.
    func rename(_ files: [String: BodyFile]) {
        named = named.map { files[$0.sha256] ?? $0 }
        namedHashes = Set(named.map(\.sha256))
    }

    /// The fixture is in its place: others may read what it names, and what it does not name, nor anybody else may, goes.
    func commit() {
        dropAll()
        if isPublic { publish() }
        BodyDraft.removeLeftovers(in: folder, of: fixture)
        guard access(folder.path, F_OK) == 0, !folder.isShared(besides: fixture) else { return }
        for name in folder.names where BodyFolder.isHash(name) && !namedHashes.contains(name) {
            unlink(folder.path(of: name))
        }
        removeFolderIfEmpty()
    }

    /// Others may read what the fixture names.
    func publish() {
        for file in named { chmod(folder.path(of: file.sha256), 0o644) }
    }

    /// The recording is given up: what it put there goes.
    func discard() {
        dropAll()
        for name in new { unlink(folder.path(of: name)) }
        new = []
        removeFolderIfEmpty()
    }

    /// Removes a file that this recording put there and no entry names any more.
    func remove(_ sha256: String) {
        if new.remove(sha256) != nil { unlink(folder.path(of: sha256)) }
    }

    private func removeFolderIfEmpty() {
        // It says no where something is left in it.
        _ = rmdir(folder.path)
    }
}
