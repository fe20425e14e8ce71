/// A file that is being recorded to.
///
/// A layer of its own, so that tests can put a disk that fails in its place. One thread at a time uses
/// a file.
public protocol FixtureFile: AnyObject, Sendable {
    /// Appends bytes, all of them or as many as could be.
    func write(_ bytes: [UInt8]) throws(FileFailure)
    /// Waits until what was written would survive a loss of power.
    func synchronize() throws(FileFailure)
    /// Reads back everything that was written, in pieces, from the start.
    func readBack(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileFailure)
    /// Puts the file where it belongs, in one step, in place of what was there.
    ///
    /// - Parameters:
    ///   - isPublic: Whether others than the user may read it, as far as the folder's rules say.
    ///   - synchronize: Whether to wait until that would survive a loss of power.
    func commit(isPublic: Bool, synchronize: Bool) throws(FileFailure)
    /// Removes the file before it was committed.
    func discard()
    /// A second file that is committed to the same place.
    func replacement() throws(FileFailure) -> any FixtureFile
}

/// What the operating system refused.
public struct FileFailure: Error, Sendable, Hashable {
    /// What was asked for.
    public let operation: FixtureError.FileOperation
    /// The `errno`.
    public let code: Int32

    /// That a file does not hold any more what was written to it.
    static let notWhole = FileFailure(.read, code: SystemError.damaged)

    /// Makes a failure.
    public init(_ operation: FixtureError.FileOperation, code: Int32) {
        self.operation = operation
        self.code = code
    }
}
